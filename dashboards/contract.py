"""The programs' door as an OpenAPI document (`openapi.yaml`): what may be asked and answered."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document, as served at `/api/v1/openapi.json`."""
    text = (files("dashboards") / "openapi.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
