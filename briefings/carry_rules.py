"""The rules by which a final evaluation suggests what to carry over: a file with its version."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from briefings.rows import Row
from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml
from targets.assessment import Belief

FOLDER = Path(__file__).parent / "rules"
CONDITIONS = ("outcome", "binding", "kind", "doubted", "cadence")


class CarryRow(BaseModel):
    """One suggestion: its short word, its sentence, and what must hold of a target for it.

    Every condition that is given must hold; a row without any holds for every target.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    outcome: Literal["done", "not_done", "missing", "not_judged"] | None = None
    binding: Literal["binding", "indicative", "none"] | None = None
    kind: Literal["yes"] | None = None
    doubted: Literal[True] | None = None
    cadence: Literal[True] | None = None
    word: str = Field(min_length=2)
    told: str = Field(min_length=2)

    def fits(self, row: Row) -> bool:
        """Whether every given condition holds of the target."""
        known = {
            "outcome": row.assessment.outcome,
            "binding": row.target.binding,
            "kind": row.indicator.kind,
            "doubted": row.assessment.belief is Belief.DOUBTED,
            "cadence": bool(row.target.cadence),
        }
        asked = {name: getattr(self, name) for name in CONDITIONS}
        return all(known[name] == wanted for name, wanted in asked.items() if wanted is not None)

    @property
    def for_all(self) -> bool:
        """Whether it asks for nothing."""
        return all(getattr(self, name) is None for name in CONDITIONS)


class CarryRules(BaseModel):
    """One rule file: asked from the top, the first row that fits is the suggestion."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: int = Field(ge=1)
    title: str
    source: str
    rows: tuple[CarryRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> CarryRules:
        if not self.rows[-1].for_all:
            raise ValueError("最后一行不能有条件,否则有的目标没有建议")
        if any(row.for_all for row in self.rows[:-1]):
            raise ValueError("没有条件的一行只能在最后,否则其后各行用不上")
        words = [row.word for row in self.rows]
        if len(set(words)) < len(words):
            raise ValueError("两行的建议(word)相同,清单里分不开")
        return self

    @property
    def id(self) -> str:
        """Name and version as a paper prints them: `carry-over-1`."""
        return f"{self.name}-{self.version}"

    def of(self, row: Row) -> CarryRow:
        """The suggestion for one target."""
        return next(rule for rule in self.rows if rule.fits(row))


@cache
def load_carry_rules(name: str = "carry-over", folder: Path = FOLDER) -> CarryRules:
    """The rule file `name`; `UserError` when it is wrong."""
    document = read_yaml(folder / f"{name}.yaml")
    rules = validated(CarryRules, document, "结转建议规则")
    if rules.name != name:
        raise UserError(f"{document.at('name')}:与文件名不同", cure="改成与文件名一致")
    return rules
