"""The nouns of a mid-term adjustment: what was changed, by which document, from which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Adjustment:
    """One target changed by a later document (期中调整), as the plan's folder has it.

    `id` names the adjusting document, whose text is kept beside it (`Act`); `document` is its
    number, `quote` the clause verbatim, `approved_by` the body or post that approved it.
    From `effective` on every field that is not None holds instead of the older value;
    `withdrawn` ends the target, `added` begins one of the plan's `added` targets.
    `place` tells where the record stands (file and line). `from_plan` is the id of the plan
    above that made it, empty for the plan's own; `own_holds` then says that the document asks
    for less than the plan's own stricter line, which is what the fields give.
    """

    id: str
    target: str
    document: str
    quote: str
    approved_by: str
    decided: date
    effective: date
    reason: str
    value: float | None = None
    value_max: float | None = None
    comparator: Literal[">=", "<=", "=", "range", "yes"] | None = None
    printed: str | None = None
    deadline: date | None = None
    binding: Literal["binding", "indicative", "none"] | None = None
    leads: tuple[str, ...] | None = None
    cooperating: tuple[str, ...] | None = None
    withdrawn: bool = False
    added: bool = False
    place: str = ""
    from_plan: str = ""
    own_holds: bool = False


@dataclass(frozen=True)
class Act:
    """The adjusting document's own text, by the id its adjustments name."""

    id: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field of one target, old value → new value, with what it rests on.

    `old` and `new` are the values as text (`9`, `2025-12-31`, `[housing, water]`), empty where
    there was none; `field` is the field's name, or `added`, `withdrawn`.
    """

    target: str
    field: str
    old: str
    new: str
    document: str
    clause: str
    approved_by: str
    decided: date
    effective: date
    reason: str = ""
