"""How the database says no. Everything else that goes wrong in a call is raised as it is."""

from typing import Literal

Reason = Literal["locked", "full", "gone", "closed", "unknown"]
"""Somebody else holds it · no room left · cannot be reached · we are shutting down · lost while committing."""


class Unavailable(Exception):
    """The database could not carry out a call, now; `reason` says why. Asking again later may well succeed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class NotSaved(Unavailable):
    """Nothing of the call was stored. Only after `unknown` (the connection was lost in a COMMIT) may all of it be."""
