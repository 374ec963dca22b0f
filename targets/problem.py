"""What is wrong with a plan's data, measured against the document's own text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One disagreement between data and text: `kind` (Chinese label), `place`, what and cure."""

    kind: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"[{self.kind}] {self.place}:{self.text}"
