"""A headline is said in English only when its parts, said in Chinese, are the record's sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from briefings.rows import Row
from dashboards.components.headlines import head
from dashboards.words import CHINESE, ENGLISH, HAN, speaking
from desk import views
from observations.period import ReportingPeriod
from targets.wording import headline
from tests.dashboards.town import Town

DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def rows(town: Town) -> tuple[Row, ...]:
    card = views.overview(town.desk, town.posts["desk"], ReportingPeriod.parse("2024-Q3"))
    assert card is not None
    return tuple(card.rows)


def said(row: Row, language: str) -> str:
    with speaking(language):
        return head(row.indicator, row.target, row.assessment)


def test_nearly_every_headline_has_english_with_the_same_numbers(town: Town) -> None:
    found = rows(town)
    english = [row for row in found if not HAN.search(said(row, ENGLISH))]
    assert len(english) >= 0.95 * len(found)
    for row in english:
        numbers = sorted(DIGITS.findall(said(row, CHINESE).replace("年第三季度", " 3 ")))
        assert sorted(DIGITS.findall(said(row, ENGLISH))) == numbers, said(row, ENGLISH)


def test_chinese_is_the_record_s_own_sentence(town: Town) -> None:
    for row in rows(town):
        assert said(row, CHINESE) == headline(row.assessment.why).partition(":")[2]


def test_a_sentence_that_does_not_fit_its_parts_stays_as_it_is_kept(town: Town) -> None:
    row = rows(town)[0]
    other = replace(row.assessment, why="滞后:另有一句当时的话,差1;规则x。")
    assert said(replace(row, assessment=other), ENGLISH) == "另有一句当时的话,差1。"
