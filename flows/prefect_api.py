"""A Prefect server asked in plain HTTP: no import of Prefect, which takes seconds."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SECONDS = 10.0
PAGE = 200


@dataclass(frozen=True)
class Server:
    """A server's API address and the settings that say who asks (key or password)."""

    url: str
    environment: Mapping[str, str]

    def ask(self, path: str, body: Mapping[str, object]) -> Any:
        """What the server answers to a POST; `OSError` (URLError) or `ValueError` for no answer."""
        request = urllib.request.Request(  # noqa: S310 -- the address the operator has set
            f"{self.url}{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **_signed(self.environment)},
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return json.loads(answer.read())

    def each(self, path: str, body: Mapping[str, object]) -> Iterator[Mapping[str, Any]]:
        """Everything a filter finds, page after page."""
        got = 0
        while True:
            page = self.ask(path, {**body, "limit": PAGE, "offset": got})
            yield from page
            got += len(page)
            if len(page) < PAGE:
                return


def _signed(environment: Mapping[str, str]) -> dict[str, str]:
    if key := environment.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if word := environment.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(word.encode()).decode()}"}
    return {}
