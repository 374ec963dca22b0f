"""Kinds of case: people's decisions, kept as YAML."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from observations.errors import UserError

FOLDER = Path(__file__).parent / "kinds"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Opens(_Strict):
    """When a case of this kind opens: what the assessment rule says follows from a verdict."""

    source: str
    consequences: tuple[str, ...]


class Closes(_Strict):
    """Which later verdict closes it; a doubted value never does."""

    levels: tuple[str, ...]
    beliefs: tuple[str, ...]


class Text(_Strict):
    """Sentence patterns; fields: target, level, why, office, due, period."""

    open: str
    close: str
    reopen: str


class CaseKind(_Strict):
    """One kind of supervised case."""

    id: str
    name: str
    opens: Opens
    closes: Closes
    answer_within_working_days: int
    text: Text


def load_kinds(folder: Path = FOLDER) -> tuple[CaseKind, ...]:
    """Every kind in `folder`, by file name; `UserError` names the file that is wrong."""
    kinds = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            kinds.append(CaseKind.model_validate(yaml.safe_load(path.read_text("utf-8"))))
        except (ValidationError, yaml.YAMLError) as error:
            raise UserError(
                f"督办类型文件 {path.name} 有误:{error}", cure="对照模式改正"
            ) from error
    return tuple(kinds)
