"""YAML of strangers: read in the jail, its plain data and lines checked again out here."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from observations.errors import UserError
from observations.finding import Finding
from observations.jail import Jail
from observations.spool import spool
from observations.yamlfile import Document, Route


def read_plain_file(data: bytes, name: str) -> Document:
    """The document in `data`; `UserError` with file, line and cure when it is no plain YAML."""
    with tempfile.TemporaryDirectory() as folder, Jail() as jail:
        source = spool(data, name, Path(folder))
        answer = jail.work("plain", source, {"name": source.name})
    if isinstance(answer, Finding):
        what = answer.message.removesuffix(answer.expected).rstrip(",。")
        raise UserError(what, cure=answer.expected)
    told = answer[0]
    if "mistake" in told:
        what, cure = (str(one) for one in told["mistake"])
        raise UserError(what, cure=cure)
    return Document(source.name, told.get("value"), _lines(told))


def _lines(told: Mapping[str, Any]) -> dict[Route, int]:
    return {
        tuple(one if isinstance(one, int) else str(one) for one in route): int(line)
        for route, line in told.get("lines", ())
    }
