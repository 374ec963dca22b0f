"""A backup is the whole installation, restored elsewhere it is the same one, or nothing."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from desk.accounts import operator
from desk.approve import approve
from desk.backup import FILES, MANIFEST, back_up, back_up_old, kept_files
from desk.custody import verify
from desk.handle import open_desk
from desk.restore import restore
from desk.settings import Settings
from ledger.dumping import dump
from ledger.engine import make_engine
from ledger.migrating import upgrade_in
from ledger.opening import outdated
from ledger.tables.chain import head, stamp
from observations.errors import Refused, UserError
from tests.databases import beside
from tests.desk.hall import DESK, Q3, Hall


def written(hall: Hall) -> Path:
    """A backup of a hall in which a form waits for its second approval."""
    hall.hand_in(hall.form("housing"), hall.clerk("housing"))
    approve(hall.desk, hall.reviewer("housing"), "housing", Q3)
    target = hall.folder / "整套.zip"
    back_up(hall.desk, operator(), target)
    return target


def elsewhere(hall: Hall, tmp_path: Path) -> Settings:
    """Settings of an empty installation on another database of the same kind."""
    home, url = tmp_path / "elsewhere", hall.desk.settings.database_url
    return Settings(home=home, database_url=beside(url, tmp_path) if "postgresql" in url else "")


def contents(settings: Settings, folder: Path) -> dict[str, bytes | int]:
    """Every file of a home and the rows of every table, by name."""
    files = {
        str(path.relative_to(settings.home)): path.read_bytes()
        for path in kept_files(settings.home, settings.url)
    }
    with zipfile.ZipFile(folder / "compared.zip", "w") as package:
        extent = dump(settings.url, lambda name: package.open(name, "w"), folder)  # type: ignore[arg-type,return-value]
    return files | {name: table.rows for name, table in extent.tables.items()}


def test_a_backup_restored_elsewhere_is_the_same_installation_and_goes_on(
    hall: Hall, tmp_path: Path
) -> None:
    """R13: rows, originals, papers, key and head of the chain equal; the record goes on."""
    target = written(hall)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    settings = elsewhere(hall, tmp_path)
    done = restore(settings, target)
    assert done.broken == ()
    assert done.head == hall.desk.ledger.head()
    assert settings.secret() == hall.desk.settings.secret()
    assert contents(settings, tmp_path) == contents(hall.desk.settings, hall.folder)
    again = open_desk(settings)
    try:
        approve(again, DESK, "housing", Q3)
        assert verify(again) == ((), done.head + 1)
        with pytest.raises(UserError, match="已有内容"):
            restore(settings, target)
    finally:
        again.ledger.close()


def test_a_database_that_holds_anything_is_never_restored_over(hall: Hall, tmp_path: Path) -> None:
    target = written(hall)
    there = hall.desk.settings.model_copy(update={"home": tmp_path / "new"})
    if not there.database_url:
        there = there.model_copy(update={"database_url": hall.desk.settings.url})
    before = hall.desk.ledger.head()
    with pytest.raises(UserError, match=r"已有内容|已存在"):
        restore(there, target)
    assert hall.desk.ledger.head() == before
    assert not there.home.exists()


def repacked(source: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The same zip, each part changed (its name too) or left out."""
    target = source.with_name("changed.zip")
    target.unlink(missing_ok=True)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (kept := change(name, old.read(name))) is not None:
                new.writestr(*kept)
    return target


def an_original(name: str) -> bool:
    return name.startswith(f"{FILES}spool/")


def outward(name: str, data: bytes) -> tuple[str, bytes]:
    """Every original under a name outside the home, in the list as well."""
    if name == MANIFEST:
        return name, data.replace(b"files/spool/", b"files/../../spool/")
    return name.replace("files/spool/", "files/../../spool/"), data


def of_a_newer_program(name: str, data: bytes) -> tuple[str, bytes]:
    if name != MANIFEST:
        return name, data
    document = json.loads(data)
    document["database"]["schema"] = "9999"
    return name, json.dumps(document).encode()


CHANGES: dict[str, tuple[Callable[[str, bytes], tuple[str, bytes] | None], str]] = {
    "an original's bytes": (lambda n, d: (n, d[:-1] + b"?" if an_original(n) else d), "已损坏"),
    "an original is missing": (lambda n, d: None if an_original(n) else (n, d), "已损坏"),
    "no list": (lambda n, d: None if n == MANIFEST else (n, d), "已损坏"),
    "the list is cut": (lambda n, d: (n, d[:200] if n == MANIFEST else d), "已损坏"),
    "the database is cut": (lambda n, d: (n, d[:-9] if n.startswith("data") else d), "已损坏"),
    "names lead outward": (outward, "已损坏"),
    "a newer program's": (of_a_newer_program, "结构版本为 9999"),
}


def test_a_damaged_or_foreign_backup_is_named_and_leaves_nothing(
    one_hall: Hall, tmp_path: Path
) -> None:
    target = written(one_hall)
    settings = Settings(home=tmp_path / "elsewhere")
    for change, words in CHANGES.values():
        with pytest.raises(UserError, match=words):
            restore(settings, repacked(target, change))
    target.write_bytes(b"PK")
    with pytest.raises(UserError, match="读不出备份"):
        restore(settings, target)
    assert not settings.home.exists()
    assert not list(tmp_path.glob(".elsewhere*"))
    assert not (tmp_path / "spool").exists()


def test_a_changed_row_in_a_backup_is_found_by_the_chain(one_hall: Hall, tmp_path: Path) -> None:
    """Who rewrites a part and its hash in the list does not rewrite the chain."""
    target = written(one_hall)
    head = one_hall.desk.ledger.head()
    document = json.loads(zipfile.ZipFile(target).read(MANIFEST))
    document["database"]["head"]["hash"] = "0" * 64
    told = json.dumps(document).encode()
    changed = repacked(target, lambda n, d: (n, told if n == MANIFEST else d))
    done = restore(Settings(home=tmp_path / "elsewhere"), changed)
    assert [(one.seq, one.place) for one in done.broken] == [(head, "链头")]


def test_only_an_administrator_backs_up_to_a_new_file_outside_the_home(one_hall: Hall) -> None:
    desk, target = one_hall.desk, one_hall.folder / "a.zip"
    for post in (DESK, one_hall.clerk("housing"), one_hall.reviewer("housing")):
        with pytest.raises(Refused):
            back_up(desk, post, target)
    with pytest.raises(UserError, match="数据目录之内"):
        back_up(desk, operator(), desk.settings.home / "a.zip")
    with pytest.raises(UserError, match="没有文件夹"):
        back_up(desk, operator(), one_hall.folder / "none" / "a.zip")
    assert not target.exists()
    back_up(desk, operator(), target)
    with pytest.raises(UserError, match="不覆盖"):
        back_up(desk, operator(), target)


def test_a_record_of_an_older_schema_is_backed_up_before_its_upgrade(
    database_url: str, tmp_path: Path
) -> None:
    """What the program cannot write to yet it can still copy; restored, it is of today's schema."""
    home = tmp_path / "home"
    (home / "spool").mkdir(parents=True)
    settings = Settings(home=home, database_url=database_url)
    settings.secret()
    engine = make_engine(database_url)
    with engine.connect() as plain, plain.execution_options(writing=True).begin():
        upgrade_in(plain, "0010")
        plain.execute(insert(head), {"id": 1, "seq": 0, "hash": "0" * 64})
        plain.execute(insert(stamp), {"id": 1, "kind": "real"})
    engine.dispose()
    assert outdated(database_url)
    target = tmp_path / "old.zip"
    back_up_old(settings, target)
    assert outdated(database_url)
    there = Settings(home=tmp_path / "new", database_url=beside(database_url, tmp_path))
    assert restore(there, target).broken == ()
    assert not outdated(there.url)
