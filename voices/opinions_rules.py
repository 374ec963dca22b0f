"""What an opinion may be about, and why one may be invalid: keyword rules as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml
from voices.quota import Basis

FOLDER = Path(__file__).parent / "opinions"
NEWEST = "opinions-2021"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Strict):
    """One of the document's ranges, by its number there."""

    number: int = Field(ge=1)
    name: str


class Topic(_Strict):
    """A subject within a range, the words that speak of it, the plan's tasks and indicators."""

    id: str
    name: str
    range: int = Field(ge=1)
    words: tuple[str, ...] = Field(min_length=1)
    tasks: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class InvalidKind(_Strict):
    """A kind of invalid opinion as the review form counts it, and words that hint at it."""

    code: str
    name: str
    words: tuple[str, ...] = ()


class OpinionRules(_Strict):
    """Keyword rules. `ranges` are those whose names are known, of `range_count` in all."""

    id: str
    version: int = Field(ge=1)
    basis: tuple[Basis, ...] = Field(min_length=1)
    range_count: int = Field(ge=1, le=99)
    ranges: tuple[Range, ...] = Field(min_length=1)
    topics: tuple[Topic, ...]
    invalid: tuple[InvalidKind, ...] = Field(min_length=1)
    inferred: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> OpinionRules:
        numbers = {one.number for one in self.ranges}
        if max(numbers) > self.range_count or len(numbers) != len(self.ranges):
            raise ValueError("ranges 的编号重复,或超过 range_count")
        if any(one.range not in numbers for one in self.topics):
            raise ValueError("topics 的 range 不在 ranges 里")
        words = [word for topic in self.topics for word in topic.words]
        words += [word for kind in self.invalid for word in kind.words]
        if len(words) != len(set(words)):
            raise ValueError("同一个关键词写了两次")
        return self

    @property
    def edition(self) -> str:
        """Id and version, as results keep them."""
        return f"{self.id}-{self.version}"


@cache
def load_rules(name: str = NEWEST, folder: Path = FOLDER) -> OpinionRules:
    """The rules `name`; `UserError` when there are none or the file is wrong."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise UserError(f"没有归类规则“{name}”", cure=f"改成 {'、'.join(known)} 之一")
    document = read_yaml(folder / f"{name}.yaml")
    rules = validated(OpinionRules, document, "归类规则")
    if rules.id != name:
        raise UserError(f"{document.at('id')}:与文件名不同", cure="改成与文件名一致")
    return rules
