"""Opinions as they come in: one by a form, or many in a table; all of it or nothing.

What is wrong is said by line and column and never repeated: people write names into anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from observations.errors import UserError
from voices.columns import refuse
from voices.personal import identity_kind, number_kind

CHANNELS = ("12345热线", "网站", "信件", "来访", "人大代表", "政协委员", "社区", "其他")
LONGEST_TEXT, LONGEST_LINE, LONGEST_SOURCE = 20_000, 200, 40
MOST_ROWS = 5_000
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "source": ("编号", "来源编号", "工单编号", "id"),
    "received": ("日期", "收到日期", "date"),
    "channel": ("渠道", "来源", "channel"),
    "area": ("地区", "area"),
    "name": ("姓名", "name"),
    "contact": ("联系方式", "联系电话", "电话", "contact"),
    "address": ("住址", "地址", "address"),
    "text": ("内容", "意见内容", "text"),
}
"""What a column may be called; the first is how messages call it."""
REQUIRED = ("source", "received", "channel", "text")
PERSONAL = ("name", "contact", "address", "text")
"""What is sealed: who says it, and all that was written."""
YEARS_BACK = 2


@dataclass(frozen=True)
class Given:
    """One opinion as somebody handed it in; `area` as written, empty: the plan's own.

    `sealed`: name, contact, address and text, those that are not empty.
    """

    source: str
    received: date
    channel: str
    area: str
    sealed: Mapping[str, str]
    place: str = ""


def given(cells: Mapping[str, str], today: date, place: str = "") -> tuple[Given, list[str]]:
    """One opinion out of its cells by name, and all that is wrong with it."""
    text = {name: cells.get(name, "").strip() for name in HEADINGS}
    day = _day(text["received"])
    problems = [
        *(f"{_called(name)}空着" for name in REQUIRED if not text[name]),
        *_too_long(text),
        *_source(text["source"]),
        *_when(text["received"], day, today),
    ]
    if text["channel"] and text["channel"] not in CHANNELS:
        problems.append(f"渠道不是 {'、'.join(CHANNELS)} 之一")
    sealed = {name: text[name] for name in PERSONAL if text[name]}
    made = Given(text["source"], day or today, text["channel"], text["area"], sealed, place)
    return made, problems


def read_table(name: str, lines: Sequence[Sequence[str]], today: date) -> tuple[Given, ...]:
    """The opinions of a table; `UserError` with every wrong line, none of them taken then."""
    head = _head(name, lines[0] if lines else ())
    found: list[Given] = []
    problems: list[str] = []
    first: dict[tuple[str, str], str] = {}
    for line, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        place = f"第{line}行"
        if any(cell.strip() for cell in cells[len(head) :]):
            problems.append(f"{place}:有内容不在任何一列下")
        one, wrong = given(dict(zip(head, cells, strict=False)), today, place)
        problems += [f"{place} {problem}" for problem in wrong]
        key = (one.channel, one.source)
        if one.source and first.setdefault(key, place) != place:
            problems.append(f"{place}与{first[key]}渠道、编号相同")
        found.append(one)
    refuse(name, problems, "改正所列各处后重新导入;一条也没有收")
    if not found or len(found) > MOST_ROWS:
        cure = f"表头写 {_named(REQUIRED)},一次至多 {MOST_ROWS} 条"
        raise UserError(f"《{name}》有 {len(found)} 条意见", cure=cure)
    return tuple(found)


def _head(name: str, written: Sequence[str]) -> list[str]:
    known = {word: key for key, words in HEADINGS.items() for word in words}
    cells = [cell.strip().lower() for cell in written]
    while cells and not cells[-1]:
        cells.pop()
    cure = f"列名只写 {_named(HEADINGS)}"
    for place, cell in enumerate(cells, start=1):
        if cell not in known:  # not repeated: a file without a head has a person here
            raise UserError(f"《{name}》第1行第{place}列不是约定的列名", cure=cure)
    head = [known[cell] for cell in cells]
    missing = [one for one in REQUIRED if one not in head]
    if missing:
        raise UserError(f"《{name}》第1行缺列:{_named(missing)}", cure="补上这一列")
    twice = [one for one in dict.fromkeys(head) if head.count(one) > 1]
    if twice:
        raise UserError(f"《{name}》第1行列名重复:{_named(twice)}", cure="每列只写一次")
    return head


def _named(names: Collection[str]) -> str:
    return "、".join(_called(one) for one in names)


def _called(name: str) -> str:
    return HEADINGS[name][0]


def _too_long(text: Mapping[str, str]) -> list[str]:
    limits = dict.fromkeys(text, LONGEST_LINE) | {"text": LONGEST_TEXT}
    long = [one for one in text if len(text[one]) > limits[one]]
    return [f"{_called(one)}有 {len(text[one])} 字,至多 {limits[one]} 字" for one in long]


def _source(text: str) -> list[str]:
    """A number of the place it came from, nothing of a person: it stands in the open."""
    kind = identity_kind(text)
    if kind or (text and number_kind(text)):
        return [f"编号像{kind},应写来件的编号"]
    return [f"编号超过 {LONGEST_SOURCE} 字"] if len(text) > LONGEST_SOURCE else []


def _day(text: str) -> date | None:
    plain = text.partition(" ")[0].partition("T")[0].replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(one) for one in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def _when(text: str, day: date | None, today: date) -> list[str]:
    if not text:
        return []
    if day is None:
        return ["日期不是日期,写成 2024-12-31"]
    if day > today:
        return ["日期在今天以后"]
    early = day < today - timedelta(days=366 * YEARS_BACK)
    return [f"日期早于 {YEARS_BACK} 年以前"] if early else []
