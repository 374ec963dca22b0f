"""P10: how many statements a page puts to the database, for ten areas and for all counties.

Not a time, so it means the same on any machine: a page that asks once an area shows at once.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.figures import figure
from benchmarks.measure import line, told
from tests.dashboards.test_statements import COUNTRY, PATHS, asked, countries


def run(folder: Path) -> None:
    """Every page once with ten areas and once with 2,843."""
    with countries(folder, COUNTRY) as made:
        counts = {path: tuple(asked(one, path) for one in made) for path in PATHS}
    for path, (few, many) in counts.items():
        times = figure(f"P10 {path},{COUNTRY:,} 个地区比 10 个", [many / max(few, 1)], 1, "倍")
        line(f"P10 {path}", f"10 个地区问 {few} 次,{COUNTRY:,} 个问 {many} 次 → {told(times)}")
