"""Three areas whose offices report by the shipped plan, each with a history of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from desk.demo.replay import prepare
from desk.settings import Settings

SHIPPED = Path("targets/plans/yijinhuoluo-2023-2025")
HOME = "150627"
AREAS = {HOME: "伊金霍洛旗", "150600": "鄂尔多斯市", "150602": "东胜区"}
QUARTERS = ("2023-Q4", *(f"{year}-Q{n}" for year in (2024, 2025) for n in (1, 2, 3, 4)))
"""The quarters of the demo: the plan was issued in November 2023."""


def replayed(area: str, folder: Path) -> Settings:
    """An installation of this area that lived through all quarters, every paper issued."""
    settings = Settings(home=folder / area, plan=edition(area, folder), browser="none")
    prepare(settings, fresh=True, tick=lambda *_: None)
    return settings


def edition(area: str, folder: Path) -> Path:
    """The shipped plan with its promises made for another area of the same map."""
    made = folder / f"plan-{area}"
    shutil.copytree(SHIPPED, made)
    for path in (made / "plan.yaml", made / "reporting.yaml", *(made / "targets").glob("*.yaml")):
        path.write_text(re.sub(f'"{HOME}"', f'"{area}"', path.read_text("utf-8")), "utf-8")
    return made
