"""A message in the words of a channel: what names of others can do in it, and what fits."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.compose import Message
from alerts.files import FileChannel
from alerts.robots import KINDS
from alerts.templates import SUBJECT, Style, chat, html, plain, subject_of, title_of

MESSAGE = Message(
    key="k1", kind="quality", severity="critical", title="【演示数据】报表退回:测试局2024年6月",
    lines=("D14:填报 0.091,应填 9.1", "另有 4 条,见系统。"), path="/receipts/7", demo=True,
    facts=("1-1",),
)  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\r\nBcc: all@evil.example",
    "报表\u202excod.exe", "见 http://evil.example/登录", "javascript:alert(1)", "{{7*7}}{% x %}",
    '<at user_id="all">所有人</at>', "<@all>", "[点此](https://evil.example)", "\ud800",
    "\x00\x1b[31m", "a\u2028b\u0085c", "&lt;b&gt;", "=cmd|' /C calc'!A0", "\u2066隐\u2069\u200b",
]  # fmt: skip
MISLEADING = ("://", "\r", "\u202e", "\u2066", "\x00", "\x1b", "\u2028")
SITE = Style("zh", "https://cityplan.example.gov.cn")


class Page(HTMLParser):
    """Tags, addresses and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


USED = {"html", "head", "meta", "title", "body", "h1", "p", "br", "a"}


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_name_is_only_words_in_every_form(bad: str, lang: str) -> None:
    style = Style(lang, SITE.site)
    message = replace(MESSAGE, title=bad, lines=(bad, bad), kind=bad, path="/x" + bad)
    page = Page(html(message, style))
    assert set(page.tags) <= USED
    assert {name for name, _ in page.attributes} <= {"lang", "charset", "style", "href", "rel"}
    links = [value or "" for name, value in page.attributes if name == "href"]
    assert all(link.startswith(SITE.site + "/x") for link in links)
    said = (page.words, plain(message, style), chat(message, style, lambda text: True))
    for text in (*said, subject_of(message, style)):
        foreign = text.replace(SITE.site, "")
        assert not any(
            mark in foreign for mark in ("://", "\r", "\u202e", "\u2066", "\x00", "\x1b")
        )
        assert "evil.example" not in foreign
        text.encode()
    assert not set("<>[]@") & set(said[2].replace(SITE.site, ""))
    assert "\n" not in subject_of(message, style)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_to_do_by_when_and_whom_to_ask_is_in_every_form(lang: str, tmp_path: Path) -> None:
    todo = "处理:按退回单改正;2024-07-09前(2个工作日);问住建局调度岗位"
    message, style = replace(MESSAGE, runbook=(todo, "<b>@所有人</b>")), Style(lang)
    assert f"\n{todo}\n" in plain(message, style)
    page = Page(html(message, style))
    assert todo in page.words
    assert set(page.tags) <= USED
    long = replace(message, lines=tuple(f"第{n}行" * 20 for n in range(60)))
    text = chat(long, style, KINDS["wecombot"].fits)
    assert todo in text
    assert "@" not in text
    FileChannel(tmp_path / "alerts.jsonl").send(message)
    (line,) = (tmp_path / "alerts.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["runbook"][0] == todo


@given(st.text(max_size=200), st.sampled_from(["zh", "en"]))
def test_any_title_is_a_subject_of_one_line(title: str, lang: str) -> None:
    subject = subject_of(replace(MESSAGE, title=title), Style(lang))
    assert len(subject) <= SUBJECT
    assert len(subject.splitlines()) <= 1
    assert not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {category(one) for one in subject}


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "javascript:x", "/a b", "", "https://evil.example"],
)
def test_a_path_that_is_none_is_no_link(path: str) -> None:
    page = Page(html(replace(MESSAGE, path=path), SITE))
    assert "a" not in page.tags


def test_a_page_of_ours_is_a_link_when_the_site_is_told() -> None:
    assert ("href", "https://cityplan.example.gov.cn/receipts/7") in Page(
        html(MESSAGE, SITE)
    ).attributes
    assert "查看:https://cityplan.example.gov.cn/receipts/7" in plain(MESSAGE, SITE)
    assert "查看:/receipts/7" in plain(MESSAGE, Style())


def test_a_file_name_stays_a_file_name() -> None:
    assert "供水月报.xlsx" in plain(replace(MESSAGE, lines=("供水月报.xlsx 退回",)), Style())


def test_the_frame_is_chinese_or_english_and_the_facts_are_as_recorded() -> None:
    zh, en = plain(MESSAGE, Style()), plain(MESSAGE, Style("en"))
    assert zh.endswith("查看:/receipts/7\n编号:k1")
    assert en.endswith("See: /receipts/7\nNo.: k1")
    assert "D14:填报 0.091,应填 9.1" in zh
    assert "D14:填报 0.091,应填 9.1" in en
    assert title_of(MESSAGE, Style()) == "【演示数据】报表退回:测试局2024年6月"
    assert title_of(MESSAGE, Style("en")) == (
        "[DEMO DATA] [Critical] Data quality: 报表退回:测试局2024年6月"
    )


def test_what_does_not_fit_is_counted_and_whole_lines_stay() -> None:
    lines = tuple(f"第{n}行" for n in range(1, 11))
    text = chat(
        replace(MESSAGE, lines=(*lines, "另有 4 条,见系统。")), Style(), lambda t: len(t) < 90
    )
    shown = [line for line in text.splitlines() if line.startswith("第")]
    assert shown == list(lines[: len(shown)])
    assert f"另有 {10 - len(shown) + 4} 条,见系统。" in text
    assert text.endswith("查看:/receipts/7\n编号:k1")


@pytest.mark.parametrize("scheme", KINDS)
@given(
    lines=st.lists(st.text(max_size=700), max_size=60),
    todo=st.lists(st.text(max_size=700), max_size=5),
    title=st.text(max_size=300),
    lang=st.sampled_from(["zh", "en"]),
)
def test_every_text_fits_its_robot_and_ends_with_its_number(
    scheme: str, lines: list[str], todo: list[str], title: str, lang: str
) -> None:
    message = replace(MESSAGE, lines=tuple(lines), title=title, key="0f" * 16)
    message = replace(message, runbook=tuple(todo))
    text = chat(message, Style(lang), KINDS[scheme].fits)
    assert KINDS[scheme].fits(text)
    assert text.endswith("0f" * 16)


def test_one_endless_line_is_cut_and_not_left_out() -> None:
    text = chat(
        replace(MESSAGE, lines=("供水" * 5_000, "第二行")), Style(), lambda text: len(text) < 400
    )
    assert "供水供水" in text
    assert "另有 1 条,见系统。" in text


def test_nothing_to_say_but_the_title_counts_nothing() -> None:
    assert "另有" not in chat(replace(MESSAGE, lines=()), Style(), lambda text: True)
