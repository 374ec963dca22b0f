"""The nouns of a plan: what was promised, by whom, until when, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from observations.areas import Areas
from observations.identity import Area, Office
from observations.indicator import Indicator
from targets.adjustment import Act, Adjustment, Change
from targets.milestones import Milestone

Comparator = Literal[">=", "<=", "=", "range", "yes"]
Tier = Literal["市", "旗", "阿镇"]
Counting = Literal["", "new", "cumulative"]
Binding = Literal["binding", "indicative", "none"]
SourceKind = Literal["table", "prose", "milestone", "process"]
HandedDown = Literal["", "all", "市", "旗区", "镇", "园区"]


@dataclass(frozen=True)
class Target:
    """One promise, with the words that make it.

    `value` is in the indicator's unit (a ratio 1:3 is 0.3333). `printed` is value and
    comparator exactly as printed (`≥70`, `90`), `comparator` the working one. `area` is the
    adcode whose observation is judged. `inferred` names the fields the text does not state
    (deadline, tier, area, leads …); each has its reason in `notes`.
    """

    id: str
    name: str
    indicator: str
    area: str
    comparator: Comparator
    value: float
    printed: str
    unit: str
    deadline: date
    tier: Tier
    binding: Binding
    section: str
    quote: str
    source: SourceKind
    value_max: float | None = None
    printed_comparator: str = ""
    category: str = ""
    number: int | None = None
    task: str | None = None
    leads: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keep: bool = False  # 保持类: already met, must not fall
    cadence: str = ""  # process targets: month | quarter | year | five-years
    open_ended: bool = False  # the text sets no date at all; `deadline` only holds the place
    counting: Counting = ""  # of a count: pieces new in the deadline's year, or all so far
    pace: str = ""  # the pace model asked for; empty: the rule file's table decides
    version: str = ""  # `2023版`, or `2025-03-01 …号调整` once a document changed it
    history: tuple[Change, ...] = ()  # what adjustments in force changed, oldest first
    handed_down: HandedDown = ""  # to every plan that inherits this one, or those of one level
    inherited_from: Inherited | None = None  # the plan above that promised it first
    overridden: tuple[Change, ...] = ()  # what plans below that one say otherwise, highest first


@dataclass(frozen=True)
class Inherited:
    """Where an inherited target (承接的目标) comes from.

    `plan`, `title`, `document` are of the plan that promised it first, `target` its id there and
    `original` how it stands written there; section and quote are of that plan's text. `through`
    are the ids of the plans between that one and the one that has it, highest first.
    """

    plan: str
    title: str
    document: str
    target: str
    original: Target
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ancestor:
    """A plan above an inheriting one, with the text that inherited lines are quoted from."""

    id: str
    title: str
    document: str
    issuer: str
    area: str
    start: date
    end: date
    issued: date
    version: str
    text: str


@dataclass(frozen=True)
class Task:
    """One of the plan's tasks with its lead and cooperating offices (office ids)."""

    id: str
    section: str
    number: int
    title: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    quote: str


@dataclass(frozen=True)
class Reporting:
    """Which office reports an indicator for an area (one office a key; habit of the house)."""

    indicator: str
    area: str
    office: str
    inferred: bool = True


@dataclass(frozen=True)
class NumberException:
    """A number in the text that is no target, with a reason from the closed set."""

    section: str
    quote: str
    reason: Literal["date", "document number", "ordinal", "name", "description"]


@dataclass(frozen=True)
class Conflict:
    """Two places of the plan that do not say the same."""

    kind: str
    targets: tuple[str, ...]
    quotes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Plan:
    """A plan as data: one folder of YAML beside the document's own text."""

    id: str
    title: str
    document: str
    start: date
    end: date
    issued: date
    pace_origin: date
    issuer: str
    area: str
    text: str
    offices: tuple[Office, ...]
    areas: tuple[Area, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    reporting: tuple[Reporting, ...]
    exceptions: tuple[NumberException, ...]
    version: str  # content hash of the folder
    covered: tuple[str, ...] = ()  # chapters in which every number must be accounted for
    due_working_days: int = 10  # a form is on time until this many working days after its period
    adjustments: tuple[Adjustment, ...] = ()  # mid-term changes; `adjustments.in_force` applies
    added: tuple[Target, ...] = ()  # targets that an adjustment adds, not in force by themselves
    acts: tuple[Act, ...] = ()  # the adjusting documents' own texts
    rule: str = ""  # the assessment rule file's name; empty: the default one
    inherits: tuple[Ancestor, ...] = ()  # the plans above, the one directly above first
    overrides: tuple[Adjustment, ...] = ()  # what the plan's text says otherwise than those above
    weaker: tuple[Conflict, ...] = ()  # indicative lines that ask less than the plans above
    milestones: tuple[Milestone, ...] = ()  # values on the way that the plan's text states
    written: Plan | None = None  # the plan as written, of a plan in force on some day

    def indicator(self, key: str) -> Indicator:
        """The definition of `key`; KeyError when the plan has none."""
        return self._indicators[key]

    def office(self, office_id: str) -> Office:
        """The office with this id; KeyError when the plan has none."""
        return self._offices[office_id]

    def area_of(self, code: str) -> Area:
        """The area with this adcode; KeyError when the plan has none."""
        return self._areas[code]

    def offices_of(self, area: str) -> tuple[Office, ...]:
        """The offices of the area with this code, in plan order."""
        return self._by_area.get(area, ())

    @cached_property
    def dated(self) -> bool:
        """True when some area has not always been there, or will not always be."""
        return any(area.dated for area in self.areas)

    @cached_property
    def places(self) -> Areas:
        """The areas as they are written, with what became of those that ended."""
        return Areas(self.areas)

    def valid_on(self, code: str, day: date) -> bool:
        """True when the area is there on `day`, as far as the plan knows."""
        area = self._areas.get(code)
        return area is None or area.valid_on(day)

    def reported_by(self, office_id: str) -> tuple[Reporting, ...]:
        """What the office is asked to report."""
        return self._reported.get(office_id, ())

    # Forms of a plan with thousands of rows are made of these: a walk for each would be squared.
    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {one.key: one for one in reversed(self.indicators)}

    @cached_property
    def _offices(self) -> dict[str, Office]:
        return {one.id: one for one in reversed(self.offices)}

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {one.code: one for one in reversed(self.areas)}

    @cached_property
    def _by_area(self) -> dict[str, tuple[Office, ...]]:
        found: dict[str, list[Office]] = {}
        for one in self.offices:
            found.setdefault(one.area or self.area, []).append(one)
        return {area: tuple(offices) for area, offices in found.items()}

    @cached_property
    def _reported(self) -> dict[str, tuple[Reporting, ...]]:
        by_office: dict[str, list[Reporting]] = {}
        for one in self.reporting:
            by_office.setdefault(one.office, []).append(one)
        return {office: tuple(asked) for office, asked in by_office.items()}

    @property
    def lineage(self) -> tuple[str, ...]:
        """Ids of the plans above, the one directly above first."""
        return tuple(one.id for one in self.inherits)

    @property
    def reporting_offices(self) -> tuple[str, ...]:
        """Ids of the offices that are asked for a form, in plan order."""
        asked = {r.office for r in self.reporting}
        return tuple(o.id for o in self.offices if o.id in asked)
