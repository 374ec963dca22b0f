"""Hostile words through every field of an opinion: kept as words, shown as words, never acting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboards.address import Address
from dashboards.pages import opinions as pages
from desk.demo.posts import DESK
from desk.opinion_cases import To, hand_over
from desk.opinion_papers import OpinionPaperAsked, write_opinion_paper
from desk.opinions import import_opinions, judge, receive
from desk.views.opinions import opinion
from observations.errors import UserError
from tests.desk.hall import Hall
from tests.desk.hostile_words import HOSTILE, inert
from tests.voices.test_opinion_desk import CELLS, SORTING, received
from tests.voices.test_opinion_journey import drawn

LONG = "长" * 10_000
BIDI = "\u202e反写\u2066的字"


def test_hostile_words_in_every_field_stay_words_on_the_page_and_in_the_papers(
    one_hall: Hall, tmp_path: Path
) -> None:
    desk = one_hall.desk
    for place, words in enumerate((*HOSTILE, BIDI)):
        fields = dict.fromkeys(("name", "contact", "address"), words[::-1])
        number = received(one_hall, source=f"H-{place}", text=f"{words}{LONG}", **fields)
        judge(
            desk, DESK, number, replace(SORTING, title=f"第{place}条敌意文字", content=f"{words}。")
        )
        hand_over(desk, DESK, number, To("sanitation", "请按职责办理"))
        view = opinion(desk, DESK, number)
        assert view.state.judged is not None and view.state.judged.content == f"{words}。"
        page = drawn(pages.render_one(desk, DESK, Address("/opinions"), number))
        assert f"第{place}条敌意文字" in page
    for path in write_opinion_paper(desk, DESK, OpinionPaperAsked("handling", "2024"), tmp_path):
        assert "敌意文字" in inert(path), path.name


@pytest.mark.parametrize("name", ["source", "received", "channel", "area", "name", "text"])
def test_what_cannot_be_kept_is_refused_in_words_that_do_not_repeat_it(
    one_hall: Hall, name: str
) -> None:
    wrong = {
        "source": "=1+1" * 20, "received": "=NOW()", "channel": HOSTILE[0], "area": HOSTILE[1],
        "name": "长" * 201, "text": "长" * 20_001,
    }[name]  # fmt: skip
    with pytest.raises(UserError) as refused:
        receive(one_hall.desk, DESK, CELLS | {name: wrong})
    assert wrong not in str(refused.value) and refused.value.cure


def test_a_file_that_is_no_table_is_refused_with_what_to_do(one_hall: Hall, tmp_path: Path) -> None:
    for name, data in (
        ("坏.xlsx", b"PK\x03\x04broken"),
        ("空.csv", b""),
        ("别的.json", b'{"values": [{"id": "1"}]}'),
        ("没有表头.csv", "某甲某,一三九,你好\n".encode()),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(UserError) as refused:
            import_opinions(one_hall.desk, DESK, path)
        assert refused.value.cure and "某甲某" not in str(refused.value)
