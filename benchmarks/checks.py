"""P4 in part: own rules and Great Expectations on one form and on a group of 200."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import expectations.check as checking
from benchmarks.measure import Timed, bounded, line, timed
from expectations.check import check
from expectations.gx import warm
from observations.stations import FormHeader, Interpreted
from tests.expectations.forms import context, report, row

GROUP, GX_A_FORM = 200, 0.0015
ROWS = (("leakage", 9.1), ("sweeping", 95.2), ("sorting", 88.4), ("per_head", 51.2))


def run(folder: Path) -> None:
    """Seconds of a whole check, and the share that is Great Expectations' own."""
    del folder
    warm()
    for count, limit in ((1, 0.2), (GROUP, 0.3)):
        inside: list[float] = []
        forms = [_form(number) for number in range(count)]
        whole = timed(lambda given=forms, into=inside: _check(given, into))
        bounded(f"{count} 张表一次校核", whole, limit)
        line("  其中 GX 本身(参照)", f"中位 {Timed(tuple(inside)).median:.3f} s")
    each = Timed(tuple(spent / GROUP for spent in inside))
    bounded(f"P4 GX 每张表({GROUP} 张一批)", each, GX_A_FORM, "ms")


def _form(number: int) -> Interpreted:
    """A form of one town; no two forms share a key."""
    made = report(*(row(key, value, area=f"{150000 + number}") for key, value in ROWS))
    return replace(made, header=FormHeader("water.Q", "e1", "water", "2024-Q2"))


def _check(forms: list[Interpreted], inside: list[float]) -> None:
    certify = checking.certify

    def noted(*given: Any) -> Any:
        began = time.perf_counter()
        try:
            return certify(*given)
        finally:
            inside.append(time.perf_counter() - began)

    checking.certify = noted
    try:
        checked = check(forms, context())
    finally:
        checking.certify = certify
    if sum(one.accepted.height for one in checked) != len(forms) * len(ROWS):
        raise SystemExit("有表未受理:测量无效")
