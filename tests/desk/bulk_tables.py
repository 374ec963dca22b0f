"""Bulk tables for tests: believable values of a few indicators for many areas."""

from __future__ import annotations

import csv
from pathlib import Path

INDICATORS = ("greenway_coverage", "park_service_coverage", "sponge_city_share")
HEADINGS = ("指标", "地区", "报告期", "本期值", "说明")
PERIOD = "2024-Q3"
Row = tuple[str, str, str, str, str]


def rows(areas: int, shift: float = 0.0) -> list[Row]:
    """A value of each indicator for each of `areas` places; every tenth moved by `shift`."""
    made = []
    for place in range(areas):
        for number, key in enumerate(INDICATORS):
            value = 60 + (place * 7 + number) % 20 + (shift if place % 10 == 0 else 0)
            made.append((key, f"{150700000 + place}", PERIOD, f"{value:.2f}", ""))
    return made


def write(path: Path, given: list[Row], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A csv of `given` under HEADINGS."""
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerow(HEADINGS)
        out.writerows(given)
    return path
