"""How addresses on the platforms are written, where the database has to read them: «T1/C2» is the channel C2 as it is
seen from the workspace T1, «T1/U5» a person of it. The id of a channel is the same in all workspaces that share it.

An address without a workspace, such as the browser's «body:3», is a channel of its own.
"""


def channel(address: str) -> str:
    """«C2» of «T1/C2»."""
    return address.rpartition("/")[2]


def workspace(address: str) -> str:
    """«T1» of «T1/C2»; empty where the address names none."""
    return address.rpartition("/")[0]
