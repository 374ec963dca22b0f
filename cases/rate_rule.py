"""What the rates of cases count: a file with a version, printed beside every rate."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml

FOLDER = Path(__file__).parent / "rates"
STANDARD = "standard"
RateName = Literal["signed", "answered", "closed", "in_time"]
RATES: tuple[RateName, ...] = ("signed", "answered", "closed", "in_time")


class RateText(BaseModel):
    """What a rate is called and what is above and below its line."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: RateName
    label: str = Field(min_length=2)
    numerator: str = Field(min_length=2)
    denominator: str = Field(min_length=2)

    @property
    def text(self) -> str:
        """The rule as papers print it."""
        return f"{self.label} = {self.numerator} ÷ {self.denominator}"


class RateRule(BaseModel):
    """One rule file.

    `objection_signs`: who objects in time has signed in time; `extended`: a deadline that was
    put off counts as it was put off, else as it was first given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    version: int = Field(ge=1)
    title: str
    source: str
    objection_signs: bool
    extended: bool
    rates: tuple[RateText, ...]

    @model_validator(mode="after")
    def _whole(self) -> RateRule:
        if tuple(one.name for one in self.rates) != RATES:
            raise ValueError(f"rates 要依次写明 {'、'.join(RATES)},各一次")
        return self

    @property
    def id(self) -> str:
        """Name and version as a result keeps them: `standard-1`."""
        return f"{self.name}-{self.version}"


@cache
def load_rate_rule(name: str = STANDARD, folder: Path = FOLDER) -> RateRule:
    """The rule `name`; `UserError` when there is none or its file is wrong."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise UserError(f"没有督办统计口径“{name}”", cure=f"改成 {'、'.join(known)} 之一")
    document = read_yaml(folder / f"{name}.yaml")
    rule = validated(RateRule, document, "督办统计口径文件")
    if rule.name != name:
        raise UserError(f"{document.at('name')}:与文件名不同", cure="改成与文件名一致")
    return rule
