"""`docs/intake.md` says exactly what the door does."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.intake_doc import page
from observations.bulk.headings import LAYOUTS
from observations.jail import MOST_BYTES
from observations.jail_child import Limits
from observations.precheck import LIMITS
from observations.signals import SIGNALS
from observations.wire import AREA_A_CELL, LETTERS_A_CELL

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "intake.md").read_text("utf-8")
ROOMS = ("observations", "expectations", "desk")
KINDS = "|".join(sorted({rule.partition(".")[0] for rule in SIGNALS}))


def test_the_document_lists_every_rule_with_its_loudness_meaning_example_and_cure():
    assert page(TEXT) == TEXT


def test_every_rule_shows_what_an_office_wrote():
    assert [rule for rule, known in SIGNALS.items() if not known.example] == []


def test_every_rule_of_the_table_is_raised_somewhere_and_no_other():
    assert set(SIGNALS) - _named(*ROOMS) == set()
    assert _named("observations") - set(SIGNALS) - set(LAYOUTS) == set()


def _named(*rooms: str) -> set[str]:
    sources = [path.read_text("utf-8") for room in rooms for path in (ROOT / room).rglob("*.py")]
    return set(re.findall(rf'"((?:{KINDS})(?:\.[a-z_]+)+)"', "\n".join(sources)))


def test_the_limits_in_the_document_are_the_limits_in_force():
    assert f"| 文件 | {MOST_BYTES >> 20} MB |" in TEXT
    assert f"{LIMITS.entries} 个,展开后共 {LIMITS.total >> 20} MB" in TEXT
    assert f"不超过 {LIMITS.ratio} 倍({LIMITS.small >> 20} MB 以下不计)" in TEXT
    limits = Limits()
    assert f"内存 {limits.memory >> 30} GB,处理器 {limits.cpu} 秒,总时长 {limits.wall:g} 秒" in TEXT
    area, letters = AREA_A_CELL * limits.cells // 10_000, LETTERS_A_CELL * limits.cells // 10_000
    cells = f"有文字的 {limits.cells // 10_000} 万个,所占区域 {area} 万格,文字共 {letters} 万字"
    assert cells in TEXT
