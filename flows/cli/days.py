"""Days as people write them on the command line."""

from __future__ import annotations

from datetime import date

from flows.cli.output import said
from observations.errors import UsageError


def day(written: str) -> date:
    """A date in ISO form; `UsageError` for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(said("day.unknown", day=written), cure=said("day.written")) from None
