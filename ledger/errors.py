"""What may go wrong in the ledger that a caller must tell apart."""

from __future__ import annotations


class LedgerError(Exception):
    """The family of the ledger's own exceptions (faults of the moment, not of a user)."""


class StaleLease(LedgerError):  # noqa: N818 -- names what happened
    """The receipt was leased again, or judged, since this worker took it: nothing is written."""


class RevisionConflict(LedgerError):  # noqa: N818 -- names what happened
    """Another unit wrote the same key first: read the current values again and retry.

    Two files of one group that report the same key end here too; judge them one by one.
    """
