"""A sample of R17; `make campaign CAMPAIGN=papers` reads 27 papers of three areas."""

from __future__ import annotations

import difflib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.conftest import SEED
from tests.campaigns.papers import campaign, formats
from tests.campaigns.papers.again import written
from tests.dashboards.town import TODAY, Town, copied

QUARTER = "2024-Q3"
GOLDEN = Path(__file__).parents[1] / "briefings" / "golden" / f"{QUARTER}.txt"


@pytest.fixture(scope="module")
def home(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = copied(first_town, tmp_path_factory.mktemp("papers") / "town")
    yield town
    town.desk.ledger.close()


@pytest.fixture(scope="module")
def paper(home: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    written(home.desk.settings, QUARTER, TODAY, folder)
    return folder


def test_every_number_of_a_paper_is_the_ledger_s_own_in_every_format(
    home: Town, paper: Path
) -> None:
    told = campaign.checked(home.desk.settings.home, paper, random.Random(SEED), most=10)
    assert told.counts["found again in the office's cell"] == 10
    assert told.counts["traced"] > 200
    found = [told.counts[f"numbers in {kind}"] for kind in ("docx", "pdf", "html", "xlsx")]
    assert min(found) > 500, found


def test_a_paper_written_again_is_the_same_bytes_and_says_what_made_them(
    home: Town, paper: Path, tmp_path: Path
) -> None:
    again = written(home.desk.settings, QUARTER, TODAY, tmp_path)
    assert len(again) == 5
    assert {path.name: path.read_bytes() for path in paper.iterdir()} == again
    made_by = json.loads(again["briefing.json"])["fingerprint"]
    assert {"lock", "python", "browser", "fonts", "font.fang", "font.title"} <= set(made_by)
    assert len(made_by["lock"]) == len(made_by["fonts"]) == 64


def test_the_body_of_a_quarter_reads_as_it_was_reviewed(paper: Path) -> None:
    """Read a change line by line as the office that receives it would, then keep it."""
    read = list(formats.body(json.loads((paper / "briefing.json").read_text("utf-8"))))
    kept = GOLDEN.read_text("utf-8").splitlines()
    change = difflib.unified_diff(kept, read, "reviewed", "now", lineterm="", n=0)
    assert read == kept, "\n".join(change)
