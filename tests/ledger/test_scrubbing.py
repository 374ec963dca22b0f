"""A deleted key stands on in the write-ahead log until that is emptied."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ledger import sealed
from ledger.opening import create, open_ledger
from ledger.scrubbing import scrub
from ledger.sealed import Sealed
from observations.identity import SYSTEM

KEY = "d3JhcHBlZCBrZXkgb2YgYSB0ZXN0"
NOW = datetime(2024, 10, 14, tzinfo=UTC)


def test_a_destroyed_key_leaves_the_files_once_nobody_reads_what_stood_before(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'cityplan.db'}"
    create(url, "demo").close()
    ledger = open_ledger(url)
    with ledger.write(SYSTEM, NOW, "opinion.receive") as unit:
        sealed.keep(unit, Sealed("YJ-2024-0001", "Y2lwaGVydGV4dA==", KEY, "0" * 16))
    with ledger.read() as reading:
        assert sealed.with_keys(reading) == ("YJ-2024-0001",)
        with ledger.write(SYSTEM, NOW, "opinion.erase") as unit:
            sealed.destroy(unit, ["YJ-2024-0001"], rule="", text="本人要求")
        assert scrub(url) is False
        assert _held(tmp_path)
    assert scrub(url) is True
    assert not _held(tmp_path)
    ledger.close()


def _held(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if KEY.encode() in one.read_bytes()]
