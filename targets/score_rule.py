"""考核计分规则: what is counted of an office, for how many points; a file with a version.

Everything people decide about scoring stands in the file: items, points, what a verdict brings,
how lead and cooperating offices share, what is not counted, floors, caps, bands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import Document, parse_yaml, read_yaml

FOLDER = Path(__file__).parent / "scoring"
STANDARD = "standard"
CALLED = "考核计分规则文件"
ItemName = Literal[
    "binding",
    "indicative",
    "stated",
    "milestone",
    "answered",
    "closed",
    "reporting",
    "quality",
    "public",
]
Part = Literal["lead", "cooperating"]
_LEVELS = ("met", "on_pace", "behind", "far_behind", "not_assessable")
GRADES: Mapping[ItemName, tuple[str, ...]] = {
    "binding": _LEVELS,
    "indicative": _LEVELS,
    "stated": _LEVELS,
    "milestone": _LEVELS,
    "answered": ("in_time", "late", "waiting"),
    "closed": ("in_time", "late", "overdue", "running"),
    "reporting": ("on_time", "late", "absent", "excused"),
    "quality": ("sound", "doubted", "returned", "absent"),
    "public": _LEVELS,
}
"""What each item tells apart, best first; the last is what no rule can count against anybody."""
Percent = Field(ge=0, le=100)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Grade(_Part):
    """What a verdict brings: `credit` in percent of the full; null: it is not counted at all."""

    grade: str
    credit: int | None = Percent
    text: str = Field(min_length=2)


class Item(_Part):
    """One line of the rule. `floor` and `cap` bound its share of `points`, in percent."""

    name: ItemName
    label: str = Field(min_length=2)
    clause: str = Field(min_length=2)
    points: int = Field(ge=1, le=100)
    floor: int = Field(default=0, ge=0, le=100)
    cap: int = Field(default=100, ge=0, le=100)
    source: str = Field(min_length=2)
    grades: tuple[Grade, ...]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        wanted = GRADES[self.name]
        if tuple(one.grade for one in self.grades) != wanted:
            raise ValueError(f"{self.name} 的 grades 要依次写明 {'、'.join(wanted)}")
        *counted, last = self.grades
        if last.credit is not None:
            raise ValueError(f"{self.name} 的 {last.grade} 不能计分,credit 写 null")
        brought = [one.credit for one in counted]
        if None in brought:
            raise ValueError(f"{self.name} 只有 {last.grade} 可以不计分")
        if brought != sorted(brought, key=lambda one: -(one or 0)):
            raise ValueError(f"{self.name} 的 credit 要由好到差不增,否则办得好反而分低")
        if self.floor > self.cap:
            raise ValueError(f"{self.name} 的 floor 大于 cap")
        return self

    def grade(self, name: str) -> Grade:
        """What this item makes of a verdict; `KeyError` for a word that it does not know."""
        return {one.grade: one for one in self.grades}[name]


class Shares(_Part):
    """Weights of an office by its part in a matter, in percent."""

    lead: int = Field(ge=1, le=100)
    cooperating: int = Percent

    @model_validator(mode="after")
    def _lead_first(self) -> Self:
        if self.cooperating > self.lead:
            raise ValueError("配合单位的权重不能大于牵头单位")
        return self


class Band(_Part):
    """等次: the word from so many points on."""

    at_least: int = Percent
    word: str = Field(min_length=1)


class Ceiling(_Part):
    """A lead office with such a verdict has at most so many points of a hundred."""

    item: ItemName
    grade: str
    at_most: int = Percent
    text: str = Field(min_length=2)


class ScoreRule(_Part):
    """One rule file. `since`: the first day of the periods it is for; none: from the beginning."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    version: int = Field(ge=1, le=9999)
    title: str = Field(min_length=2)
    source: str = Field(min_length=2)
    since: date | None = None
    papers: tuple[Literal["annual"], ...] = ()
    decimals: int = Field(ge=0, le=4)
    objection_days: int = Field(ge=1, le=60)
    least_items: int = Field(ge=1, le=9)
    least_points: int = Percent
    share: Shares
    not_scored: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    bands: tuple[Band, ...] = Field(min_length=1)
    ceilings: tuple[Ceiling, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [one.name for one in self.items]
        if len({*names}) != len(names):
            raise ValueError("items 同一考核项只能写一次")
        if self.least_items > len(names):
            raise ValueError("least_items 大于考核项数")
        marks = [one.at_least for one in self.bands]
        if marks != sorted({*marks}, reverse=True) or marks[-1] != 0:
            raise ValueError("bands 要由高到低,最后一档从 0 分起")
        for one in self.ceilings:
            grades = GRADES[one.item]
            if one.item not in names or one.grade not in grades[:-1]:
                raise ValueError(f"ceilings 里没有 {one.item} 的 {one.grade}")
            if one.grade != grades[-2]:
                raise ValueError("封顶只能对最差的一档,否则办得更差反而不封顶")
        return self

    @property
    def id(self) -> str:
        """Name and version as a result keeps them: `standard-1`."""
        return f"{self.name}-{self.version}"

    def item(self, name: str) -> Item | None:
        """The line of the rule that is called so."""
        return next((one for one in self.items if one.name == name), None)

    @property
    def body(self) -> dict[str, Any]:
        """The whole rule as plain data, as a proposal keeps it."""
        return self.model_dump(mode="json")


@cache
def load_score_rule(folder: Path = FOLDER) -> ScoreRule:
    """The rule that the product brings: the first version."""
    return _rule(read_yaml(folder / f"{STANDARD}.yaml"))


def rule_in(text: str, name: str) -> ScoreRule:
    """A rule that somebody wrote; `UserError` with file, line and field for a wrong one."""
    return _rule(parse_yaml(text, name))


def kept_rule(body: Mapping[str, Any]) -> ScoreRule:
    """A rule from what a proposal kept of it."""
    return ScoreRule.model_validate(dict(body))


def _rule(document: Document) -> ScoreRule:
    rule = validated(ScoreRule, document, CALLED)
    if rule.name != STANDARD:
        raise UserError(f"{document.at('name')}:只有一种考核规则", cure=f"写 {STANDARD}")
    return rule
