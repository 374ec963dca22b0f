"""File names meant to do harm: each is only ever shown, never a path, a header or markup."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from dashboards.app import create_app
from desk.accounts import add_post
from desk.demo.posts import ADMIN
from desk.files import return_sheet
from desk.intake import judge_waiting, receive
from tests.cli import forked
from tests.dashboards.visitor import Visitor
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.sources.hall import FILES

OFFICE = "sanitation"
WORD = "a long word for tests"
NAMES = {
    "leads up": "../../../../etc/passwd.xlsx",
    "leads up as on Windows": "..\\..\\报表.xlsx",
    "only dots": "..",
    "nothing": "",
    "blanks": " \u3000\u200b ",
    "a zero byte": "报表\0.exe.xlsx",
    "right to left": "报表\u202excod.xlsx",
    "a thousand letters": "长" * 1_000 + ".xlsx",
    "two lines": "第一行\n第二行\r\nSet-Cookie: a=b.xlsx",
    "quotes": 'a";filename="evil.exe\';.xlsx',
    "markup": "<img src=x onerror=alert(1)>.xlsx",
    "a formula": "=cmd|'/c calc'!A0.xlsx",
    "a header": "%0d%0aSet-Cookie:%20a=b.xlsx",
    "a device": "CON.xlsx",
    "half a letter": "报表\udcff.xlsx",
    "an option": "--office=housing.xlsx",
    "colours of a terminal": "\x1b[31m红\x1b[0m.xlsx",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    built = halls.build(tmp_path_factory.mktemp("names"), "", insecure_cookie="1")
    with built.bench:
        yield built
    built.desk.ledger.close()


@pytest.fixture(scope="module")
def visitor(hall: Hall) -> Visitor:
    """The office's clerk in a browser."""
    clerk = hall.clerk(OFFICE)
    add_post(hall.desk, ADMIN, clerk, WORD)
    return Visitor(create_app(hall.desk)).log_in(clerk.post, WORD)


def is_plain(name: str) -> bool:
    """One line of visible characters that is no path."""
    strange = [c for c in name if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    return bool(name.strip()) and not strange and "/" not in name and "\\" not in name


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_hostile_name_is_shown_and_nothing_else(hall: Hall, visitor: Visitor, name: str) -> None:
    clerk = hall.clerk(OFFICE)
    before = {path for path in hall.folder.rglob("*") if path.is_file()}
    receipt = receive(hall.desk, clerk, f"不是表 {name!r}".encode(), name)
    judge_waiting(hall.bench)
    shown = receipt.source.name
    assert is_plain(shown)
    assert len(shown) <= 200
    assert {path for path in hall.folder.rglob("*") if path.is_file()} == before
    sheet = return_sheet(hall.desk, clerk, receipt.id)
    assert sheet is not None
    assert is_plain(sheet.name)
    told = [cell for row in _first(sheet.data) for cell in row if cell.value]
    assert any(shown[:20] in str(cell.value) for cell in told)
    assert all(cell.data_type != "f" for cell in told)
    original = visitor.get(f"/files/original/{receipt.id}")
    assert original.status_code == 200
    assert "Set-Cookie" not in original.headers
    disposition = original.headers["Content-Disposition"]
    assert disposition == f"attachment; filename*=UTF-8''{disposition.rpartition(chr(39))[2]}"
    assert unquote(disposition.rpartition("''")[2]) == shown
    page = visitor.open(f"/receipts/{receipt.id}")
    assert page.status_code == 200
    said = _texts(json.loads(page.text))
    assert "<img" not in said
    assert shown in unescape(said)


def _first(data: bytes) -> Iterator[tuple[openpyxl.cell.Cell, ...]]:
    yield from openpyxl.load_workbook(io.BytesIO(data))["退回单"].iter_rows()


def _texts(node: object) -> str:
    """Everything a page says, its ready-made markup among it."""
    if isinstance(node, dict):
        return "\n".join(_texts(value) for value in node.values())
    if isinstance(node, list):
        return "\n".join(_texts(value) for value in node)
    return str(node)


def test_the_command_line_takes_any_name_a_file_system_keeps(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "in"
    folder.mkdir()
    env = {"CITYPLAN_HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    assert forked.run(["init"], env).returncode == 0
    assert forked.run(["user", "add", "调度", "--role", "desk"], env).returncode == 0
    kept = [n for n in NAMES.values() if _can_be_kept(n)]
    for name in kept:
        (folder / name).write_bytes(
            (FILES / "one-sentence.txt").read_bytes() + name.encode("utf-8", "surrogateescape")
        )
    done = forked.run(["--as", "调度", "ingest", *(f"{folder}/{n}" for n in kept), "--json"], env)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 1
    told = json.loads(done.stdout)["receipts"]
    assert len(told) == len(kept)
    assert {one["status"] for one in told} == {"refused"}
    turning = [f"{folder}/{n}" for n in kept if {"\x1b", "\u202e"} & {*n}]
    human = forked.run(["--as", "调度", "ingest", *turning], env)
    assert human.returncode == 1
    assert "\x1b[31m" not in human.stdout
    assert "\u202e" not in human.stdout


def _can_be_kept(name: str) -> bool:
    raw = name.encode("utf-8", "surrogateescape")
    return 0 < len(raw) <= 255 and b"\0" not in raw and b"/" not in raw and name != ".."
