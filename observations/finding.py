"""One broken expectation, with its evidence: the same type from the door to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How loud: critical returns the form, warning admits the value as doubted, info notes."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """Chinese word on return sheets and pages."""
        return {"critical": "退回", "warning": "存疑", "info": "提示"}[self.value]


@dataclass(frozen=True)
class Finding:
    """A broken expectation a civil servant can act on.

    `message` is a whole Chinese sentence: file or form, sheet, cell, what was written, what
    was expected. `expected` is the short form of the cure. `sheet`/`cell` are empty when the
    finding is about the file as a whole.
    """

    rule: str
    severity: Severity
    message: str
    expected: str = ""
    sheet: str = ""
    cell: str = ""
    indicator: str = ""
    area: str = ""
    period: str = ""
    value: str = ""
