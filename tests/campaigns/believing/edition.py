"""The demo plan with what R9 needs asked for: areas that make a total, counts of the year."""

from __future__ import annotations

import shutil
from pathlib import Path

SHIPPED = Path("targets/plans/yijinhuoluo-2023-2025")
GREEN = (
    "green_area",
    "park_green_area",
    "attached_green_area",
    "protective_green_area",
    "greening_cover_area",
)
"""Quantities the plan knows but asks nobody for; here the housing office reports them."""
YEAR_TO_DATE = ("parks_this_year", "trees_this_year")
_COUNTS = """
common:
  {kind: count, direction: up, frequency: Q, decimals: 0, scale: 1, hard_min: 0, hard_max: 1000000,
   year_to_date: true, confidence: 推定}
indicators:
  - {key: parks_this_year, name: 本年新建或改造口袋公园、小微绿地, unit: 个}
  - {key: trees_this_year, name: 本年城区植树, unit: 株}
"""


def edition(folder: Path) -> Path:
    """A copy of the shipped plan under `folder` that asks for these too."""
    made = folder / "plan"
    shutil.copytree(SHIPPED, made)
    (made / "indicators" / "8-of-the-year.yaml").write_text(_COUNTS, "utf-8")
    asked = (f'  - {{indicator: {key}, area: "150627", office: housing}}\n' for key in _asked())
    with (made / "reporting.yaml").open("a", encoding="utf-8") as out:
        out.writelines(asked)
    return made


def _asked() -> tuple[str, ...]:
    return (*GREEN, *YEAR_TO_DATE)
