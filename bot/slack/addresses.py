"""Where somebody or something is in Slack: a workspace, and a channel or a person in it.

A person is known by the workspace they belong to and their id there; names and addresses change, and in channels that
several workspaces share the same id may stand for somebody else.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """`team` is a workspace, or an organisation that installed the app in all of its own."""

    team: str
    id: str

    @classmethod
    def read(cls, address: str) -> "Address":
        """Of «T1/C2»; raises ValueError for anything else."""
        team, id = address.split("/")
        return cls(team, id)

    def __str__(self) -> str:
        return f"{self.team}/{self.id}"

    @property
    def is_person(self) -> bool:
        return self.id.startswith(("U", "W"))
