"""A YAML file as a pydantic model: the first mistake is told with its file, line and cure."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from observations.errors import UserError
from observations.yamlfile import Document

M = TypeVar("M", bound=BaseModel)
CURE = "对照 docs/schemas 的模式改正"
_MISTAKES = {
    "missing": "缺少这个字段",
    "extra_forbidden": "不认识的字段",
    "literal_error": "只能取规定的词",
    "value_error": "",
}


def validated(model: type[M], document: Document, called: str) -> M:
    """The file as `model`; `UserError` with the place of the first mistake.

    `called` is what people call such a file.
    """
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        # A misspelt name is told as itself, not as what is missing for it.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        what = _MISTAKES.get(first["type"], "写法不对") or str(first["ctx"]["error"])
        route = tuple(one for one in first["loc"] if one != "[key]")
        raise UserError(f"{called} {document.at(*route)}:{what}", cure=CURE) from error


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a file of `model`."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {**head, **model.model_json_schema(), "title": title}
