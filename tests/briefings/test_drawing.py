"""Figures drawn by the machine's own browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.drawing import NONE, Artist, draw
from briefings.html import html_text
from briefings.paper_form import PaperForm
from briefings.series import Goal, Judged, Point, Series
from briefings.svg import UnsafeDrawingError, clean
from observations.period import ReportingPeriod
from targets.assessment import Level

DATED = date(2024, 10, 14)
FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture
def paper(recard, plan):
    """A paper with the course of its worst indicator, under a name that would be a link."""
    row = recard().decisions[0]
    indicator = replace(row.indicator, unit='<a href="javascript:alert(1)">度</a>')
    points = tuple(
        Point(ReportingPeriod.parse(f"2024-Q{quarter}"), value)
        for quarter, value in ((1, 13.0), (2, None), (3, 11.4))
    )
    ends = (date(2023, 1, 1), 13.2), (date(2025, 12, 31), 9.0)
    judged = Judged(date(2024, 9, 30), 11.4, Level.BEHIND)
    goal = Goal("市", 9.0, "≤9%", date(2025, 12, 31), way=ends, judged=judged)
    series = Series(indicator, points, (goal,), plan.pace_origin)
    return build_briefing(recard(trends={row.target.id: series}), DATED, form=FORM)


def test_every_verdict_stands_in_the_figure_with_shape_word_and_number(paper):
    standing = paper.charts[0]
    shown = {
        trace["name"]: sum(int(text[1:] or 0) for text in trace["text"] if text)
        for trace in standing.figure["data"]
    }
    assert list(shown) == ["● 已达标", "◆ 达序时", "▲ 滞后", "■ 严重滞后", "○ 不可评估"]
    counted = re.findall(r"(已达标|达序时|严重滞后|滞后|不可评估)(\d+)项", standing.words)
    for name, number in shown.items():
        told = sum(int(count) for word, count in counted if word == name[2:])
        assert told == number, name


def test_a_lagging_indicator_s_course_is_an_annex_with_the_same_in_words(paper):
    annex = next(one for one in paper.annexes if one.title == "滞后指标走势图")
    (trend,) = (one for one in paper.charts if one.id == "trend2")
    assert trend in annex.blocks
    assert trend.caption.startswith("图2 ")
    assert "共2期填报值" in trend.words and "滞后" in trend.words
    names = {trace["name"] for trace in trend.figure["data"]}
    assert {"填报值", "市目标 ≤9%"} < names
    kinds = [one["kind"] for one in briefing_json(paper)["annexes"][annex.number - 1]["blocks"]]
    assert kinds == ["paragraph", "chart"]


def test_without_a_browser_the_paper_says_what_is_missing(paper):
    found = draw(paper, "/nonexistent/browser")
    assert (found.svg, found.missing) == ({}, "本机没有可用的浏览器")
    page = html_text(paper, found)
    assert "图未绘出\uff1a本机没有可用的浏览器" in page and "<svg" not in page
    assert paper.charts[0].words in page
    assert draw(paper, NONE).svg == {}


def test_a_browser_that_is_none_is_told_and_leaves_nothing_behind(paper):
    artist = Artist("/bin/true")
    found = artist.draw(paper)
    artist.close()
    assert found.svg == {} and "浏览器没有画成" in found.missing


def test_the_browser_draws_offline_the_same_every_time_and_ends_when_it_is_closed(paper):
    artist = Artist(CHROMIUM)
    first = artist.draw(paper)
    assert first.missing == "" and "Chromium" in first.browser
    family = _family(artist)
    assert len(family) > 1
    assert not _listening(family)
    assert artist.draw(paper).svg == first.svg
    artist.close()
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists() and _alive(pid)]
    _is_safe(first.svg)
    page = html_text(paper, first)
    assert page.count("<svg") == 2 and 'role="img" aria-label="' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def _is_safe(drawn):
    told = "".join(drawn.values())
    assert "●4" not in told and "javascript" not in told and "<a" not in told
    assert not re.search(
        r"<(script|image|foreignObject|iframe)|\son\w+=|https?://(?!www\.w3)", told
    )
    assert "填报值" in drawn["trend2"] and "滞后" in drawn["trend2"] and "度" in drawn["trend2"]


def _family(artist):
    """The child and everything it started."""
    child = artist._child.pid
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
            except OSError:
                continue
    found = {child}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _listening(family):
    """Sockets of these processes on which somebody could call."""
    inodes = set()
    for pid in family:
        try:
            links = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            continue
        inodes |= {link[8:-1] for link in links if link.startswith("socket:[")}
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return [row for row in rows if row[3] == "0A" and row[9] in inodes]


def test_a_drawing_loses_what_is_active_and_keeps_its_words():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'onload="x()"><defs id="defs-ab12cd"/><script>x()</script>'
        "<foreignObject><p/></foreignObject>"
        '<clipPath id="clipab12cdx"/><g clip-path="url(#clipab12cdx)" style="fill: #ab12cd">'
        '<text><a xlink:href="http://evil"><tspan>字</tspan></a></text></g>'
        '<image xlink:href="http://evil/x.png"/></svg>'
    )
    found = clean(drawing, "one")
    assert "字" in found
    assert not re.search("script|foreign|evil|onload|image", found)
    assert 'id="cliponex"' in found and "url(#cliponex)" in found
    assert "fill: #ab12cd" in found, "a colour is no id"


def test_a_drawing_that_reaches_outside_is_refused():
    with pytest.raises(UnsafeDrawingError):
        clean(
            '<svg xmlns="http://www.w3.org/2000/svg"><g style="fill:url(http://x/y)"/></svg>', "a"
        )


def test_a_figure_is_plain_data(paper):
    for chart in paper.charts:
        assert json.loads(json.dumps(chart.figure)) == chart.figure
