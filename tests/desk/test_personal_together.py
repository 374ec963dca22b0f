"""Many write the file of the data key at once: no key and no line of the list is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desk import data_key
from desk.settings import Settings

MANY, EACH = 6, 8


def test_keys_added_and_keys_destroyed_at_once_all_stand_in_the_file(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")

    def work(place: int) -> list[bytes]:
        mine = [data_key.data_key(settings)]
        for turn in range(EACH):
            data_key.note_destroyed(settings, [f"YJ-2024-{place}{turn:03d}"])
            if place % 2:
                mine.append(data_key.add_key(settings))
        return mine

    with ThreadPoolExecutor(MANY) as pool:
        made = [key for keys in pool.map(work, range(MANY)) for key in keys]
    assert len(data_key.destroyed(settings)) == MANY * EACH
    assert set(made) <= set(data_key.keys(settings).values())
    assert len(set(made)) >= MANY // 2 * EACH
