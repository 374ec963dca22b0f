"""One file delivered sixteen times at once, under other names, and re-saved by another program."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from desk.intake import judge_waiting, receive
from ledger import audit, receipts, revisions
from ledger.receipts import ReceiptRow
from observations.stations import Receipt
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.campaigns.runner import Campaign, Ground, Told, Trial
from tests.desk import hall as halls
from tests.desk.hall import Hall

AT_ONCE = 16
GROUP = 50
NAMES = ("报表.xlsx", "报表(1).xlsx", "报表 - 副本.xlsx", "终稿.xls", "上报.csv", "无后缀")


@dataclass
class Stage:
    """An installation, senders at once, and copies re-saved a group at a time."""

    ground: Ground
    hall: Hall
    senders: ThreadPoolExecutor
    resaved: dict[int, tuple[Path, Path]] = field(default_factory=dict)


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """One installation; at the end its chain is proved."""
    hall = halls.build(ground.folder, ground.url)
    try:
        with hall.bench, ThreadPoolExecutor(AT_ONCE) as senders:
            yield partial(_trial, Stage(ground, hall, senders))
        assert audit.verify(hall.desk.ledger) == ()
    finally:
        hall.desk.ledger.close()


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    """Sixteen of the file and sixteen of its copy; judged between the two or after both."""
    original, copy = _pair(stage, number)
    office, between = original.name.partition("_")[0], chance.random() < 0.5
    first = _at_once(stage, office, original, chance)
    if between:
        _judge(stage)
    second = _at_once(stage, office, copy, chance)
    _judge(stage)
    _one_load(stage, first, second)
    for path in (original, copy):
        path.unlink()
    when = "judged between" if between else "judged together"
    return Told({"delivered": 2 * AT_ONCE, when: 1, "loads": 1, "copies without a revision": 1})


def _at_once(stage: Stage, office: str, path: Path, chance: random.Random) -> str:
    """All sixteen get one receipt, and fifteen of them hear that it came before."""
    actors = [stage.hall.clerk(office), stage.hall.reviewer(office)]
    names = [chance.choice(NAMES) for _ in range(AT_ONCE)]

    def send(place: int) -> Receipt:
        return receive(stage.hall.desk, actors[place % 2], path, names[place])

    got = list(stage.senders.map(send, range(AT_ONCE)))
    assert len({one.id for one in got}) == 1, got
    again = Counter(one.duplicate_of for one in got)
    assert again == {None: 1, got[0].id: AT_ONCE - 1}, again
    return got[0].id


def _judge(stage: Stage) -> None:
    while judge_waiting(stage.hall.bench):
        pass


def _one_load(stage: Stage, first: str, second: str) -> None:
    """The file brought its values once; the copy says whose repetition it is and brought none."""
    with stage.hall.desk.ledger.read() as reading:
        loaded, copied = _row(receipts.get(reading, first)), _row(receipts.get(reading, second))
        brought = revisions.of_receipt(reading, first)
        nothing = revisions.of_receipt(reading, second)
        same = [receipts.by_hash(reading, row.source.sha256) for row in (loaded, copied)]
    assert [len(rows) for rows in same] == [1, 1], same
    assert (loaded.state, copied.state, copied.duplicate_of) == ("accepted", "duplicate", first)
    assert brought.height == loaded.changed > 0
    assert brought.select("indicator", "area", "period").is_unique().all()
    assert nothing.is_empty()


def _row(found: ReceiptRow | None) -> ReceiptRow:
    assert found is not None
    return found


def _pair(stage: Stage, number: int) -> tuple[Path, Path]:
    """A form and the same form re-saved by LibreOffice, which is started once a group."""
    if number not in stage.resaved:
        size = GROUP if stage.ground.whole else 2
        _make(stage, range(number, number + size))
    return stage.resaved.pop(number)


def _make(stage: Stage, numbers: Sequence[int]) -> None:
    folder = stage.ground.folder / f"group-{numbers[0]}"
    folder.mkdir()
    originals = [_form(stage, folder, number) for number in numbers]
    copies = folder / "resaved"
    resave(originals, copies)
    for number, path in zip(numbers, originals, strict=True):
        stage.resaved[number] = (path, copies / path.name)


def _form(stage: Stage, folder: Path, number: int) -> Path:
    office = OFFICES[number % len(OFFICES)]
    period = QUARTERS[number // len(OFFICES) % len(QUARTERS)]
    path = form(stage.hall, office, period, f"第{number}件")
    return path.rename(folder / f"{office}_{number}.xlsx")


def resave(files: Sequence[Path], folder: Path) -> None:
    """Open and save the files in LibreOffice, under the same names in `folder`."""
    profile = folder.parent / "profile"
    words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to"]
    words += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True)
    missing = [path.name for path in files if not (folder / path.name).exists()]
    assert not missing, f"LibreOffice did not save {missing}: {done.stderr}"


CAMPAIGN = Campaign(
    name="deliveries",
    promise="one file 16 times at once, renamed and re-saved, is one receipt a copy and one load",
    trials=1000,
    arena=arena,
)
