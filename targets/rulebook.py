"""Assessment rules as data: thresholds, words, colours, consequences, which pace for which target.

No national standard exists for any of them (domain.md B.3, 六地规则互不相同), so each rule is a
file with a version, and every verdict and run says which one it was judged by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from observations.errors import UserError
from observations.validating import schema_of, validated
from targets.yamlfile import read_yaml

FOLDER: Path = Path(__file__).parent / "rules"
DEFAULT = "yinchuan-2025"

Grade = Literal["on_pace", "behind", "far_behind"]
Pace = Literal["linear", "step", "seasonal", "compound", "met"]
Consequence = Literal["case", "explain", "none"]
_GRADES = ("on_pace", "behind", "far_behind")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Look(_Strict):
    """A level's Chinese word and colour; a colour never stands without the word."""

    word: str
    colour: str


class Band(Look):
    """Values short of the pace by at most `within` percentage points; None: by any amount."""

    level: Grade
    within: float | None = None


class Mark(_Strict):
    """What a colour means to those who use the rule."""

    colour: str
    means: str


class PaceRow(_Strict):
    """One line of the default table; what is not named matches everything, the first line wins."""

    kind: str | None = None
    source: str | None = None
    counting: str | None = None
    frequency: str | None = None
    keep: bool | None = None
    milestones: bool | None = None
    pace: Pace

    def fits(self, facts: Mapping[str, object]) -> bool:
        """True when every named fact is as named."""
        asked = self.model_dump(exclude={"pace"}, exclude_none=True)
        return all(facts[name] == value for name, value in asked.items())


class Outcome(_Strict):
    """Words of the final evaluation: kept and not kept."""

    done: str
    not_done: str


class Rule(_Strict):
    """One rule file. `judges` false: colours of supervision slips only, no level follows."""

    name: str
    version: int
    title: str
    users: str
    source: str
    blue: str
    judges: bool
    why_not: str = ""
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    met: Look | None = None
    not_assessable: Look | None = None
    slightly: str = "略滞后"
    flat_half_units: float = 1.0
    denominator_change: float = 10.0
    once_met: Literal["pace", "keep"] = "pace"
    consequences: dict[str, dict[Grade, Consequence]] = {}
    consequence_words: dict[str, str] = {}
    outcomes: dict[str, Outcome] = {}
    paces: tuple[PaceRow, ...] = ()

    @property
    def id(self) -> str:
        """Name and version as a run keeps them: `yinchuan-2025-1`."""
        return f"{self.name}-{self.version}"

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        for problem in (p for broken, p in _PROBLEMS if broken(self)):
            raise ValueError(problem)
        return self

    def band(self, shortfall: float) -> Band:
        """The band of a value `shortfall` points short; a boundary belongs to the milder one."""
        for one in self.bands:
            if one.within is None or shortfall <= one.within + 1e-7:
                return one
        return self.bands[-1]

    def look(self, level: str) -> Look:
        """Word and colour of a level code."""
        looks: dict[str, Look | None] = {"met": self.met, "not_assessable": self.not_assessable}
        looks |= {band.level: band for band in self.bands}
        return looks.get(level) or self.bands[-1]

    def consequence(self, binding: str, level: str) -> Consequence:
        """What follows for a target of this attribute: a case, an explanation, nothing."""
        found: dict[Any, Consequence] = dict(self.consequences.get(binding, {}))
        return found.get(level, "none")

    def pace(self, facts: Mapping[str, object]) -> Pace:
        """The pace model of the default table."""
        return next(row.pace for row in self.paces if row.fits(facts))


def _ladder(rule: Rule) -> bool:
    steps = [band.within for band in rule.bands]
    known = [step for step in steps[:-1] if step is not None]
    rising = known == sorted(known) and len(known) == len(steps) - 1 and min(known) >= 0
    places = [_GRADES.index(band.level) for band in rule.bands]
    return rising and steps[-1] is None and places == sorted(set(places))


_PROBLEMS: tuple[tuple[Callable[[Rule], bool], str], ...] = (
    (lambda r: not r.judges and not r.why_not, "不判水平的规则要写 why_not"),
    (lambda r: r.judges and len(r.bands) < 2, "判水平的规则至少要两档 bands"),
    (
        lambda r: r.judges and not _ladder(r),
        "bands 要由轻到重,within 不小于零且递增,最后一档不写 within",
    ),
    (lambda r: r.judges and not (r.met and r.not_assessable), "要写 met 和 not_assessable"),
    (lambda r: r.judges and not _covers(r.paces), "paces 最后一行不写条件,对谁都适用"),
    (
        lambda r: r.judges and r.outcomes.keys() != {"binding", "indicative", "none"},
        "outcomes 要写 binding、indicative、none",
    ),
)


def _covers(paces: tuple[PaceRow, ...]) -> bool:
    return bool(paces) and not paces[-1].model_dump(exclude={"pace"}, exclude_none=True)


@cache
def load_rule(name: str = "", folder: Path = FOLDER) -> Rule:
    """The rule file `name` (empty: the default); `UserError` when there is none or it is wrong."""
    name = name or DEFAULT
    known = {path.stem for path in folder.glob("*.yaml")}
    if name not in known:
        raise UserError(f"没有评估规则“{name}”", cure=f"改成 {'、'.join(sorted(known))} 之一")
    document = read_yaml(folder / f"{name}.yaml")
    rule = validated(Rule, document, "评估规则")
    if rule.name != name:
        raise UserError(f"{document.at('name')}:与文件名不同", cure="改成与文件名一致")
    return rule


def judging_rule(name: str = "", folder: Path = FOLDER) -> Rule:
    """Like `load_rule`; `UserError` for a rule that gives no levels."""
    rule = load_rule(name, folder)
    if not rule.judges:
        raise UserError(f"规则“{rule.title}”不能判水平:{rule.why_not}", cure=f"改用 {DEFAULT} 等")
    return rule


def load_rules(folder: Path = FOLDER) -> tuple[Rule, ...]:
    """Every rule file of the folder, by name."""
    return tuple(load_rule(path.stem, folder) for path in sorted(folder.glob("*.yaml")))


def rule_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a rule file."""
    return schema_of(Rule, "评估规则")
