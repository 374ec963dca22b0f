"""Whatever the offices report, the paper neither contradicts itself nor says nonsense."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefings.briefing import build_briefing
from briefings.html import html_text
from briefings.paper import text_of
from briefings.paper_form import PaperForm
from briefings.scorecard import scorecard

FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
BAD = re.compile(
    r"nan|None|inf|%%|个个|\uff0c\uff0c|\uff0c。|、。|\uff1b。|\uff08\uff09|。。|尚差0个|差—|距序时—"
)
JUDGED = ("已达标", "达序时", "滞后", "严重滞后")
NUMBERED = re.compile(r"\d|已完成|未完成")
KEYS = ("park-radius", "leakage", "toilets", "piles", "waste", "service", "chargers")
reported = st.dictionaries(
    st.sampled_from(KEYS), st.floats(0, 100).map(lambda value: round(value, 4)), max_size=7
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(before=reported, now=reported)
def test_any_values_give_a_paper_that_agrees_with_itself(plan, measure, judge, before, now):
    measured = measure({"2024-Q2": before, "2024-Q3": now})
    card = scorecard(plan, judge(plan, "2024-Q3", measured), judge(plan, "2024-Q2", measured))
    paper = build_briefing(card, date(2024, 10, 14), form=FORM)
    for line in paper.lines:
        assert not BAD.search(text_of(line)), text_of(line)
    said = {}
    for entry in paper.lineage:
        key = (entry.kind, entry.what, entry.targets)
        assert said.setdefault(key, entry.text) == entry.text
    listed = [row for row in paper.annexes[0].blocks[0].rows if not row.group]
    assert len(listed) == card.total == sum(tally.now for tally in card.tallies)
    for row, cells in zip(card.rows, listed, strict=True):
        assert row.value.startswith(text_of(cells.cells[5]).split("\n")[0])
        if text_of(cells.cells[7]) in JUDGED:
            assert NUMBERED.search(text_of(cells.cells[5])), text_of(cells.cells[1])
    assert html_text(paper).count("<table") >= 2
