"""What a reading of a plan's text gives: a draft, sure of some things and asking about others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Comparator = Literal[">=", "<=", "=", "range", "yes"]
QuestionKind = Literal[
    "deadline", "baseline", "unit", "subject", "tier", "comparator", "counting", "offices",
    "cadence", "change", "number", "head", "definition",
]  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Something a person has to decide; `target` is its draft id, "" for the whole plan."""

    kind: QuestionKind
    text: str
    target: str = ""
    quote: str = ""


@dataclass(frozen=True)
class OfficeDraft:
    """An office as most often written, with its other spellings in the text."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """One commitment as read from a section; offsets are into the prepared text.

    `at` is the stretch of the printed value (or verb), `quote` the stretch of its words.
    `value` is in `unit`; `inferred` names fields the text does not state.
    """

    at: tuple[int, int]
    quote: tuple[int, int]
    name: str
    comparator: Comparator
    value: float
    unit: str
    deadline: date
    section: str
    source: Literal["table", "prose", "milestone", "process"]
    printed: str = ""
    printed_at: tuple[int, int] | None = None  # when `printed` is half width of what stands there
    printed_comparator: str = ""
    value_max: float | None = None
    cadence: str = ""
    binding: Literal["binding", "indicative", "none"] = "none"
    category: str = ""
    number: int | None = None
    open_ended: bool = False
    term: bool = False  # the deadline is only the plan's own term: 三年内
    per: str = ""
    asks: tuple[tuple[QuestionKind, str], ...] = ()
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 1.0
    leads: tuple[str, ...] = ()  # as printed in a column of its own table row
    cooperating: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetDraft:
    """A commitment with its place in the plan: draft id, offices, task."""

    id: str
    found: Found
    quote: str
    indicator: str
    tier: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    task: str | None
    inferred: tuple[str, ...]
    notes: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class TaskDraft:
    """A task: its title, and the clause that names who answers."""

    id: str
    section: str
    number: int
    title: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    quote: str
    confidence: float


@dataclass(frozen=True)
class Head:
    """The head of the plan; `guessed` names the fields the text does not state."""

    title: str
    document: str
    issuer: str
    issued: date
    start: date
    end: date
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True)
class NumberAside:
    """A number of the text that is no commitment, with the reason of the closed set."""

    section: str
    span: tuple[int, int]
    reason: str
    quote: str = ""


@dataclass(frozen=True)
class Draft:
    """A plan as read from text. `text` is the prepared text all quotes are from."""

    head: Head
    text: str
    offices: tuple[OfficeDraft, ...]
    targets: tuple[TargetDraft, ...]
    tasks: tuple[TaskDraft, ...]
    asides: tuple[NumberAside, ...]
    questions: tuple[Question, ...] = field(default=())
