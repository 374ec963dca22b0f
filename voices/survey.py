"""A survey as data: its question, the answers on the ballot, and why a ballot is invalid."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observations.errors import UserError
from observations.validating import validated
from observations.yamlfile import read_yaml
from voices.quota import Basis

FOLDER = Path(__file__).parent / "surveys"
Found = Literal["empty", "several", "repeated", "stranger", "written"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Strict):
    """One answer, what else it may be called, and whether it counts as satisfied."""

    word: str
    also: tuple[str, ...] = ()
    satisfied: bool


class Invalid(_Strict):
    """Why a ballot does not count, and how that is found.

    `written`: whoever counts writes the reason into the column `invalid`; the others are found
    in the file: no answer, several, a number that came before, a stratum nobody was drawn from.
    """

    code: str
    word: str
    found: Found


class Survey(_Strict):
    """One survey that measures `indicator` as the share of the satisfied."""

    id: str
    version: int = Field(ge=1)
    name: str
    indicator: str
    question: str
    basis: tuple[Basis, ...] = Field(min_length=1)
    answers: tuple[Answer, ...] = Field(min_length=2)
    invalid: tuple[Invalid, ...]
    inferred: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _told_apart(self) -> Survey:
        words = [word for one in self.answers for word in (one.word, *one.also)]
        if len(words) != len(set(words)):
            raise ValueError("answers 里同一个词写了两次")
        if {one.satisfied for one in self.answers} != {True, False}:
            raise ValueError("answers 要有算满意的和不算满意的")
        found = [one.found for one in self.invalid if one.found != "written"]
        if sorted(found) != ["empty", "repeated", "several", "stranger"]:
            raise ValueError("invalid 要有 empty、several、repeated、stranger 各一个")
        return self

    def answer(self, written: str) -> Answer | None:
        """The answer that `written` names; None when it names none."""
        return next((a for a in self.answers if written in (a.word, *a.also)), None)

    def reason(self, found: Found) -> str:
        """What people call the ballots found invalid in this way."""
        return next(one.word for one in self.invalid if one.found == found)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason by its word, in the order written."""
        return tuple(one.word for one in self.invalid)


def surveys(folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the surveys that are shipped."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@cache
def load_survey(name: str, folder: Path = FOLDER) -> Survey:
    """The survey `name`; `UserError` when there is none or its file is wrong."""
    if name not in surveys(folder):
        raise UserError(f"没有调查“{name}”", cure=f"改成 {'、'.join(surveys(folder))} 之一")
    document = read_yaml(folder / f"{name}.yaml")
    survey = validated(Survey, document, "调查文件")
    if survey.id != name:
        raise UserError(f"{document.at('id')}:与文件名不同", cure="改成与文件名一致")
    return survey
