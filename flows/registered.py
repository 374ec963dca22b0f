"""Whether a Prefect server still knows our deployments: its database may have been wiped."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import yaml

from flows.supervisor import ROOT

SECONDS = 5.0


def expected(file: Path = ROOT / "prefect.yaml") -> int:
    """How many deployments our file names."""
    return len(yaml.safe_load(file.read_text("utf-8"))["deployments"])


def forgotten(api_url: str, pool: str, environment: Mapping[str, str]) -> bool:
    """True when the server answers and knows fewer deployments of our pool than we have.

    A server that does not answer has forgotten nothing: whoever looks after it starts it again.
    """
    wanted = {"work_pools": {"name": {"any_": [pool]}}}
    request = urllib.request.Request(  # noqa: S310 -- the address the operator has set
        f"{api_url}/deployments/count",
        data=json.dumps(wanted).encode(),
        headers={"Content-Type": "application/json", **_signed(environment)},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return int(json.loads(answer.read())) < expected()
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _signed(environment: Mapping[str, str]) -> dict[str, str]:
    if key := environment.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if word := environment.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(word.encode()).decode()}"}
    return {}
