"""Kinds of case: people's decisions, kept as YAML; what opens, who may do what, until when."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cases.events import Part, Step
from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml

FOLDER = Path(__file__).parent / "kinds"
StepName = Literal[
    "open", "accept", "object", "reassign", "note", "extend",
    "answer", "verify", "return", "close", "look_back", "reopen",
]  # fmt: skip
Who = Literal["office", "desk", "leader", "system"]
Days = int


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(_Strict):
    """The sentence a rule rests on, verbatim, with its document."""

    source: str
    quote: str


class Opens(_Strict):
    """What opens a case: a verdict of the assessment, a form or a finding left alone, people.

    `after_working_days`: how long a form is late, or a finding unanswered, before it does.
    `through`: people open it where what it is about is kept, not by itself.
    """

    by: Literal["assessment", "missing_form", "open_finding", "people"]
    consequences: tuple[str, ...] = ()
    after_working_days: Days = Field(default=0, ge=0, le=60)
    through: Literal["", "opinions"] = ""


class Item(_Strict):
    """A line that is filled in; `list`: on which of the three lists it stands.

    `form`: sentences, one line, a whole number (a count, never names), a year or a day.
    """

    name: str
    label: str
    required: bool = True
    form: Literal["text", "line", "number", "year", "day"] = "text"
    list: Literal["problem", "task", "duty", ""] = ""


class Limits(_Strict):
    """Deadlines in working days, each counted from the step that sets it.

    `sign`, `object`: after the case was given; `decide`: the objection; `verify`: the answer;
    `close`: what was verified; `rework`: what was sent back; `look_back`: after closing.
    `answer_months`: instead of `answer`, so many months, to the last working day in them.
    """

    sign: Days = Field(ge=1, le=60)
    object: Days = Field(ge=1, le=60)
    decide: Days = Field(ge=1, le=60)
    answer: Days = Field(ge=1, le=60)
    answer_months: int = Field(default=0, ge=0, le=12)
    verify: Days = Field(ge=1, le=60)
    rework: Days = Field(ge=1, le=60)
    close: Days = Field(ge=1, le=60)
    look_back: Days = Field(ge=1, le=250)


class Extension(_Strict):
    """How often and by how many working days at most a deadline is put off."""

    times: int = Field(ge=0, le=3)
    days: Days = Field(ge=0, le=60)


class Closes(_Strict):
    """What closes it: later evidence (with these levels and beliefs), or a verified answer."""

    on: Literal["evidence", "verification"]
    levels: tuple[str, ...] = ()
    beliefs: tuple[str, ...] = ()


class Reminders(_Strict):
    """Working days before the deadline and after it at which the office is reminded."""

    before: tuple[Days, ...] = ()
    on_day: bool = True
    after: tuple[Days, ...] = ()


class Escalation(_Strict):
    """Whom a case goes to when it is `late` working days overdue."""

    late: Days = Field(ge=1, le=60)
    to: Literal["desk", "leader"]


class Text(_Strict):
    """Sentence patterns; fields: title, why, level, office, due, days, period.

    `title`: what a case is called by what it was called and the kind's lines (`{number}`).
    """

    open: str
    title: str = "{title}"
    close: str = ""
    reopen: str = ""


class Letters(_Strict):
    """What comes from outside and is answered by letter, one by one, then in one list of all.

    `noun`: what came (提案); `body`: whom the list of all goes to; `reader`: whom a reply goes
    to, never by name. Patterns of titles: `reply` ({year}, {number}), `summary` ({year}).
    """

    noun: str
    body: str
    reader: str
    reply: str
    summary: str


class CaseKind(_Strict):
    """One kind of supervised case.

    `counts_from`: what the answer's deadline is counted from: the day it was given, the day
    `ended` that is given with it (a 督查考核's last day), or the deadline itself is `given`.
    `merges`: one answer serves several that are due at one office (多考合一).
    `review`: how often it is looked at while open, on the period's last working day.
    `known_by`: the lines that say which one it is, whatever it is called and whoever has it;
    none: office, area and title. `letters`: how it is answered by letter, None where it is not.
    `inferred`: what of this file no document says.
    """

    id: str
    version: int = Field(ge=1)
    name: str
    basis: tuple[Basis, ...]
    opens: Opens
    fields: tuple[Item, ...] = ()
    answer_fields: tuple[Item, ...] = ()
    close_fields: tuple[Item, ...] = ()
    counts_from: Literal["opening", "ended", "given"] = "opening"
    merges: bool = False
    steps: dict[StepName, tuple[Who, ...]]
    days: Limits
    extend: Extension
    closes: Closes
    review: Literal["month", "quarter", ""] = ""
    reminders: Reminders
    escalate: tuple[Escalation, ...]
    colours: str
    text: Text
    known_by: tuple[str, ...] = ()
    letters: Letters | None = None
    inferred: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> CaseKind:
        for broken, problem in _PROBLEMS:
            if broken(self):
                raise ValueError(problem)
        return self

    @property
    def edition(self) -> str:
        """Id and version as an event keeps them: `lagging-target-3`."""
        return f"{self.id}-{self.version}"

    @property
    def by_evidence(self) -> bool:
        """True when only later evidence, or a leader's reason, closes it."""
        return self.closes.on == "evidence"

    def who(self, step: Step) -> frozenset[Part]:
        """Who may take `step`; nobody: the kind does not have it."""
        mine = next((who for name, who in self.steps.items() if name == step.name.lower()), ())
        return frozenset(Part(one) for one in mine)


def _settles_nothing(kind: CaseKind) -> bool:
    return kind.closes.on == "verification" and bool(kind.closes.levels or kind.closes.beliefs)


def _known_by_nothing(kind: CaseKind) -> bool:
    asked = {one.name for one in kind.fields if one.required}
    return not set(kind.known_by) <= asked


_PROBLEMS = (
    (lambda k: "open" not in k.steps or "close" not in k.steps, "steps 要有 open 和 close"),
    (
        lambda k: k.opens.by == "people" and k.steps["open"] == ("system",),
        "由人立项的,steps.open 要写 desk 或 leader",
    ),
    (
        lambda k: k.opens.by == "assessment" and not (k.opens.consequences and k.closes.levels),
        "由评估立项的,要写 opens.consequences 和 closes.levels、closes.beliefs",
    ),
    (
        lambda k: k.opens.by != "people" and k.closes.on != "evidence",
        "由评估或质量问题立项的,只能凭其后的数据销号:closes.on 写 evidence",
    ),
    (_settles_nothing, "核验后销号的,不写 closes.levels、closes.beliefs"),
    (_known_by_nothing, "known_by 里的项要写在 fields 里,而且必填"),
    (
        lambda k: k.letters and not {"year", "number", "proposers"} <= {o.name for o in k.fields},
        "写了 letters 的,fields 要有 year、number、proposers",
    ),
    (lambda k: k.extend.times and "extend" not in k.steps, "可以延期的,steps 要有 extend"),
)


def load_kinds(folder: Path = FOLDER) -> tuple[CaseKind, ...]:
    """Every kind in `folder`, by file name; `UserError` names file and line of what is wrong."""
    return tuple(load_kind(path.stem, folder) for path in sorted(folder.glob("*.yaml")))


@cache
def load_kind(name: str, folder: Path = FOLDER) -> CaseKind:
    """The kind `name`; `UserError` when there is none or its file is wrong."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise UserError(f"没有督办类型“{name}”", cure=f"改成 {'、'.join(known)} 之一")
    document = read_yaml(folder / f"{name}.yaml")
    kind = validated(CaseKind, document, "督办类型文件")
    if kind.id != name:
        raise UserError(f"{document.at('id')}:与文件名不同", cure="改成与文件名一致")
    return kind
