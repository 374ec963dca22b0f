"""R17: every number of every paper, and two hundred of them in the offices' own cells."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from desk.settings import Settings
from tests.campaigns.papers import cells, formats, words
from tests.campaigns.papers.again import apart
from tests.campaigns.papers.areas import AREAS, QUARTERS, replayed
from tests.campaigns.papers.expected import expected
from tests.campaigns.papers.record import Record
from tests.campaigns.papers.shares import SHANGHAI
from tests.campaigns.runner import SQLITE, Campaign, Ground, Tally, Told, Trial

Row = dict[str, Any]
CELLS = 8  # of each paper; 216 of all
TWICE = "2024-Q3"
MOMENT = datetime(2024, 10, 31, 12, tzinfo=SHANGHAI)
COLOPHON = "字体\uff1a"


def checked(home: Path, folder: Path, chance: random.Random, most: int = CELLS) -> Told:
    """One paper's files in `folder` against the ledger and the spool of `home`."""
    paper = json.loads((folder / "briefing.json").read_text("utf-8"))
    record = record_of(home / "cityplan.db", paper)
    counts = {"papers": 1, "traced": _lineage(record, paper)}
    counts["dates, places, cells"] = words.judged(record, paper)
    counts |= _formats(folder, paper)
    counts["found again in the office's cell"] = _cells(
        record, paper, home / "spool", (chance, most)
    )
    return Told(counts)


def record_of(database: Path, paper: Row) -> Record:
    """The ledger at the run that the paper names."""
    head = int(paper["run"].rsplit("-", 1)[1])
    return Record(database, paper["run"], head, paper["head"], paper["period"])


def _lineage(record: Record, paper: Row) -> int:
    dated = date.fromisoformat(paper["dated"])
    for entry in paper["lineage"]:
        asked = expected(record, entry, dated)
        assert entry["text"] == asked, f"{entry['what']} is {asked}, the paper says {entry['text']}"
    return len(paper["lineage"])


def _formats(folder: Path, paper: Row) -> dict[str, int]:
    """Every line of the paper in each file; how many numbers that are."""
    (word,), (pdf,), (page,), (book,) = (folder.glob(f"*.{k}") for k in _KINDS)
    linked = formats.cited(page.read_bytes())
    for entry in paper["lineage"]:
        bare = {one.strip() for one in linked.get(entry["id"], set())}
        odd = {one for one in bare if not entry["text"].startswith(one)}
        assert not odd, f"html links {odd} to {entry['what']}"
    return {
        "numbers in docx": formats.walked(
            formats.word(word.read_bytes()), formats.lines(paper), "docx"
        ),
        "numbers in pdf": formats.walked(
            formats.printed_page(pdf, COLOPHON), formats.lines(paper), "pdf"
        ),
        "numbers in html": formats.walked(
            formats.page(page.read_bytes()), formats.lines(paper, words=True), "html"
        ),
        "numbers in xlsx": formats.sheets(book.read_bytes(), paper),
    }


_KINDS = ("docx", "pdf", "html", "xlsx")


def _cells(record: Record, paper: Row, spool: Path, drawn: tuple[random.Random, int]) -> int:
    """Some numbers drawn by chance and reckoned from the stored files' cells."""
    known = [
        entry
        for entry in paper["lineage"]
        if entry["kind"] in cells.KINDS
        and entry["evidence"]
        and len(entry["evidence"]) == len(entry["revisions"])
        and formats.NUMBER.search(entry["text"])
    ]
    chance, most = drawn
    for entry in chance.sample(known, min(most, len(known))):
        found = cells.rederived(record, entry, spool)
        places = [f"{one['file']} {one['cell']}" for one in entry["evidence"]]
        assert found == entry["text"], f"{entry['what']} is {found} by {places}: {entry['text']}"
    return min(most, len(known))


@contextmanager
def _arena(ground: Ground) -> Iterator[Trial]:
    @cache
    def installation(area: str) -> Settings:
        return replayed(area, ground.folder)

    def trial(number: int, chance: random.Random) -> Told:
        area, quarter = divmod(number, len(QUARTERS))
        home = installation(list(AREAS)[area]).home
        (folder,) = (home / "papers").glob(f"{QUARTERS[quarter]}*")
        told = checked(home, folder, chance)
        if QUARTERS[quarter] != TWICE:
            return told
        same = _same_again(installation(list(AREAS)[area]), ground.folder / f"again-{area}")
        return Told({**told.counts, "written twice, the same bytes": same})

    yield trial


def _same_again(settings: Settings, folder: Path) -> int:
    """How many files of one paper two processes wrote alike, its figures drawn by the browser."""
    first, again = (
        apart(settings, TWICE, MOMENT, folder / order, order) for order in ("1", "20241031")
    )
    assert len(first) == len(_KINDS) + 1
    differing = [name for name, data in first.items() if again.get(name) != data]
    assert first.keys() == again.keys() and differing == [], f"not the same bytes: {differing}"
    made_by = json.loads(first["briefing.json"])["fingerprint"]
    assert {"lock", "python", "browser", "fonts"} <= set(made_by), made_by
    return len(first)


def _judge(tally: Tally) -> None:
    assert tally.counts["papers"] == len(AREAS) * len(QUARTERS)
    assert tally.counts["found again in the office's cell"] >= 200


CAMPAIGN = Campaign(
    "papers",
    "every number of every paper is the ledger's own, in every format, and the offices' cells'",
    len(AREAS) * len(QUARTERS),
    _arena,
    (SQLITE,),
    _judge,
)
