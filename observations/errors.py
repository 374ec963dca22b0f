"""What a user did wrong, said so that the user can put it right."""

from __future__ import annotations


class UserError(Exception):
    """A user's mistake: `what` happened (Chinese, with its place) and the `cure`.

    The command line prints it as one line and exits 1 (2 for usage); a page shows it as a
    notice. It never reaches a user as a traceback.
    """

    def __init__(self, what: str, *, cure: str = "") -> None:
        super().__init__(what if not cure else f"{what};{cure}")
        self.what = what
        self.cure = cure


class Refused(UserError):  # noqa: N818 -- a verdict, not a fault
    """The request is understood and not allowed: rights, four eyes, state."""


class TryLater(UserError):  # noqa: N818 -- what to do, not what broke
    """Nobody's mistake and nothing lost: the system is busy (exit code 3)."""


class UsageError(UserError):
    """The command was called the wrong way (exit code 2)."""
