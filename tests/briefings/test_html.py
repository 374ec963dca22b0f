from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from briefings.briefing import build_briefing
from briefings.html import html_text, write_html
from briefings.paper import text_of
from briefings.paper_form import PaperForm

FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """What a browser would find: tags in balance, ids, links and the text outside the sources."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.links, self.texts = [], [], set(), [], []
        self.numbers, self.attributes = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if "id" in found:
            assert found["id"] not in self.ids
            self.ids.add(found["id"])
        if tag == "a":
            self.links.append(found)
        if tag not in VOID:
            self.open.append((tag, found))

    def handle_endtag(self, tag):
        last, _ = self.open.pop()
        assert last == tag

    def handle_data(self, data):
        self.texts.append(data)
        if self.open and self.open[-1][1].get("class") == "number":
            self.numbers.append((self.open[-1][1]["href"].lstrip("#"), data))


@pytest.fixture
def paper(card):
    return build_briefing(card, date(2024, 10, 14), form=FORM)


def test_every_number_of_the_paper_links_to_its_source_in_order(paper):
    page = Page(html_text(paper))
    assert page.open == []
    assert page.numbers == [(s.ref, s.text) for line in paper.lines for s in line if s.ref]
    assert {ref for ref, _ in page.numbers} <= page.ids


def test_every_line_of_the_paper_stands_in_the_page(paper):
    whole = "".join(Page(html_text(paper)).texts)
    for line in paper.lines:
        assert text_of(line).replace("\n", "") in whole


def test_a_source_names_file_hash_cell_and_rules(paper):
    whole = "".join(Page(html_text(paper)).texts)
    source = next(one for one in paper.lineage if one.evidence).evidence[0]
    for fact in (source.file, source.sha256, source.cell, source.revision, "suite-1", "linear-1"):
        assert fact in whole


def test_links_stay_inside_the_page_and_nothing_is_loaded_or_run(paper):
    text = html_text(paper)
    page = Page(text)
    assert {tag for tag in page.tags if tag in {"script", "img", "link", "iframe", "form"}} == set()
    assert all(link["href"].startswith("#") for link in page.links)
    assert all(link["href"][1:] in page.ids for link in page.links)
    assert not re.search(r"https?://|url\(", text)
    assert "default-src 'none'" in text


def test_hostile_names_are_shown_and_never_become_tags(renamed, recard):
    honest = Page(html_text(build_briefing(recard(), date(2024, 10, 14), form=FORM)))
    page = Page(html_text(build_briefing(recard(plan=renamed), date(2024, 10, 14), form=FORM)))
    assert set(page.tags) == set(honest.tags)
    assert not any(name.startswith("on") for name in page.attributes)
    assert "<script>alert" in "".join(page.texts)


def test_a_hostile_file_name_and_finding_are_inert(card, recard):
    from dataclasses import replace

    bad = '"><img src=x onerror=alert(1)>\u202e.xlsx'
    doubts = tuple(replace(d, file=bad, message=bad, answer=bad) for d in card.context.doubts)
    evidence = {k: replace(e, file=bad, sheet=bad) for k, e in card.context.evidence.items()}
    paper = build_briefing(recard(doubts=doubts, evidence=evidence), date(2024, 10, 14), form=FORM)
    page = Page(html_text(paper))
    assert "img" not in page.tags and "onerror" not in page.attributes
    assert "onerror=alert" in "".join(page.texts)
    assert "\u202e" not in "".join(page.texts)


def test_the_page_says_its_language_headings_and_table_heads(paper):
    text = html_text(paper)
    assert '<html lang="zh-CN">' in text and 'name="viewport"' in text
    page = Page(text)
    assert page.tags.count("h1") == 1
    assert text.count('scope="col"') >= 8
    assert text.count('role="region" tabindex="0" aria-label=') == page.tags.count("table")


def test_demo_data_is_marked_and_real_data_is_not(paper, recard, measure):
    demo = build_briefing(recard(measured=measure(demo=True)), date(2024, 10, 14), form=FORM)
    assert 'class="demo"' in html_text(demo)
    assert 'class="demo"' not in html_text(paper)


def test_the_written_file_is_the_same_every_time(paper, tmp_path):
    write_html(paper, tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == html_text(paper)
    assert html_text(paper) == html_text(paper)
