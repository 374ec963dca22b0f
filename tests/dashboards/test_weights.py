"""What a page weighs: a part of Plotly only, packed once, kept under its fingerprint."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256

from dash import Dash
from plotly.offline import get_plotlyjs_version

from dashboards import charts, packed
from tests.dashboards.visitor import Visitor

LINES = (charts.FOLDER / "SHA256SUMS").read_text("utf-8").splitlines()


def test_the_vendored_part_of_plotly_is_of_the_installed_version_and_as_it_was_checked() -> None:
    for line in LINES:
        digest, name = line.split()
        assert sha256((charts.FOLDER / name).read_bytes()).hexdigest() == digest
    head = charts.FILE.read_text("utf-8")[:200]
    assert f"(basic - minified) v{get_plotlyjs_version()}" in head


def code_of(bureau: Visitor) -> list[str]:
    """Addresses of every script and style of the first page, with what its charts need."""
    page = bureau.get("/").text
    (chart,) = re.findall(r'<meta name="charts" content="([^"]+)">', page)
    return [chart, *re.findall(r'(?:src|href)="(/(?:_dash-comp|assets)[^"]+)"', page)]


def test_code_is_packed_as_the_browser_takes_it_and_kept_by_it_for_a_year(bureau: Visitor) -> None:
    found = code_of(bureau)
    assert len(found) > 10
    weight = 0
    for address in found:
        plain = bureau.ask("GET", address)
        zipped = bureau.ask("GET", address, headers={"Accept-Encoding": "gzip"})
        small = bureau.ask("GET", address, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert (plain.status_code, plain.headers.get("Content-Encoding")) == (200, None)
        for answer in (plain, zipped, small):
            assert answer.headers["Cache-Control"] == "max-age=31536000, immutable, private"
            assert "Accept-Encoding" in answer.headers["Vary"]
        if len(plain.data) >= packed.LEAST:
            assert gzip.decompress(zipped.data) == plain.data, address
            assert small.headers["Content-Encoding"] == "br", address
            assert len(small.data) < len(plain.data)
        weight += len(small.data)
    assert weight < 1_000_000  # with the page itself 1.5 MB


def test_what_is_no_code_of_ours_is_not_kept(bureau: Visitor, site: Dash) -> None:
    for address in ("/", "/_dash-layout", "/assets/style.css", "/healthz"):
        assert bureau.get(address).headers["Cache-Control"] == "no-store", address
    missing = bureau.get(f"{packed.CHARTS}plotly-basic-0000000000000000.js")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")
