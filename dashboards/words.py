"""The language of the pages: Chinese as it is written in the code, English by a catalogue.

Texts are Chinese wherever they are made and kept. What is put together from parts asks `say`;
a text that is written whole is looked up where it leaves for the browser (`told`, called by
`components.punctuation` for every text and every attribute that people read). Whatever has no
English (names, findings, quotations of the plan) stays Chinese there and is marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from dashboards.catalogue import english as catalogue

CHINESE, ENGLISH = "zh-CN", "en"
LANGUAGES = (CHINESE, ENGLISH)
OTHER = {CHINESE: (ENGLISH, "English"), ENGLISH: (CHINESE, "中文")}
"""What the toggle leads to and how it is written: each language in itself."""
_LANGUAGE: ContextVar[str] = ContextVar("language", default=CHINESE)

HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")
_RUN = re.compile(rf"{HAN.pattern}(?:[^a-z\n]*{HAN.pattern})?")
_WORD = re.compile(r"[a-z]{2}")
_DIGITS = "一二三四五六七八九"
_CLAUSE = re.compile(rf"([{_DIGITS}])\(([{_DIGITS}])\)([0-9]*)(?: ?(\D.*))?")
_QUARTERS = dict(zip("一二三四", "1234", strict=True))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PERIOD = re.compile(
    r"([12][0-9]{3}) ?年(?:第?([一二三四])季度|(底)|([0-9]{1,2})月(?:([0-9]{1,2})日)?)?"
)
_RANGE = re.compile(r"([12][0-9]{3}年\S*?)[至—~-]([12][0-9]{3}年\S*)")
_AMOUNT = re.compile(r"([+\u2212±<>≥≤≈-]? ?[0-9][0-9,.]*) ?([^0-9\s].*)")
_LISTED = re.compile(r"( · | ?/ |、)")
_CLAUSES = re.compile(r"([,;:。]\s*)")
MARKS = {"": " ", "、": ", ", ";": "; ", ",": ", ", ":": ": ", "。": ". "}
_BRACKETS = re.compile(r"(.+?) ?[(\uff08](.+)[)\uff09]|“(.+)”")


def language() -> str:
    """The language of the current request, as HTML names it."""
    return _LANGUAGE.get()


def is_english() -> bool:
    """True when the current request is answered in English."""
    return _LANGUAGE.get() == ENGLISH


def set_language(wanted: str) -> None:
    """Answer from here on in `wanted`; in Chinese when there is no such language."""
    _LANGUAGE.set(wanted if wanted in LANGUAGES else CHINESE)


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """`wanted` inside, and the language there was before afterwards."""
    before = _LANGUAGE.set(wanted)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def say(text: str, /, **values: object) -> str:
    """`text` with its `{places}` filled, in the language of the request.

    Values that are texts of the catalogue themselves (a verdict, a period) are said in English
    too; `count` chooses between singular and plural where the entry has both.

    >>> say("{count}项", count=3)
    '3项'
    """
    return _filled(text, "", values) if is_english() else text.format(**values)


def say_as(sense: str, text: str, /, **values: object) -> str:
    """`say` for a text whose English depends on where it stands (审核: to approve, an approver)."""
    return _filled(text, sense, values) if is_english() else text.format(**values)


def listed(words: Iterable[str], mark: str = "、") -> str:
    """Words one after the other with `mark` between them, each in the request's language.

    Sentences stand side by side with the mark `""`; between English ones there is a blank.
    """
    if not is_english():
        return mark.join(words)
    said = [told(one) for one in words]
    chinese = all(HAN.search(one) for one in said)
    return (mark if chinese else MARKS.get(mark, mark)).join(said)


def told(text: str) -> str:
    """A whole text in English where there is any for it or for its parts; else as it is."""
    if not is_english() or not HAN.search(text):
        return text
    return _told(text)


def pieces(text: str) -> list[tuple[str, bool]]:
    """`text` cut where Chinese begins and ends; True for what is Chinese.

    >>> pieces("Q3 2024 of 水务局 is late")
    [('Q3 2024 of ', False), ('水务局', True), (' is late', False)]
    """
    if not _WORD.search(text):
        return [(text, HAN.search(text) is not None)] if text else []
    cut, at = [], 0
    for run in _RUN.finditer(text):
        cut += [(text[at : run.start()], False), (run[0], True)]
        at = run.end()
    cut.append((text[at:], False))
    return [(one, chinese) for one, chinese in cut if one]


def _filled(text: str, sense: str, values: dict[str, object]) -> str:
    bare = text.strip()
    entry = catalogue().find(bare, sense) or catalogue().find(bare)
    said = {name: told(one) if isinstance(one, str) else one for name, one in values.items()}
    if entry is None:
        return text.format(**said)
    if entry.only_marks and any(HAN.search(str(one)) for one in said.values()):
        return text.format(**values)  # a sentence of the record keeps its own full stop
    return text.replace(bare, entry.said(values.get("count")), 1).format(**said)


@lru_cache(maxsize=8192)
def _told(text: str) -> str:
    bare = text.strip()
    if text in MARKS:
        return MARKS[text]
    for way in _WAYS:
        if found := way(bare):
            return text.replace(bare, found, 1)
    return text


def _whole(text: str) -> str:
    entry = catalogue().find(text)
    return entry.english if entry and not entry.places else ""


def _period(text: str) -> str:
    """2024年三季度 → Q3 2024, 2024年6月 → Jun 2024, 2024年6月5日 → 5 Jun 2024."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return ""
    year, quarter, end, month, day = found.groups()
    if end:
        return f"end of {year}"
    if month and not 1 <= int(month) <= len(_MONTHS):
        return ""
    named = f"Q{_QUARTERS[quarter]}" if quarter else _MONTHS[int(month) - 1] if month else ""
    return " ".join(one for one in (day, named, year) if one)


def _clause(text: str) -> str:
    """四(一)3 → 4(1)3, with the heading or title behind it when that has English."""
    found = _CLAUSE.fullmatch(text)
    said = _told(found[4]) if found and found[4] else ""
    if found is None or HAN.search(said):
        return ""
    chapter, part = (_DIGITS.index(found[one]) + 1 for one in (1, 2))
    return f"{chapter}({part}){found[3]} {said}".strip()


def _stretch(text: str) -> str:
    found = _RANGE.fullmatch(text)
    ends = [_period(one) for one in found.groups()] if found else [""]
    return " to ".join(ends) if all(ends) else ""


def _recognised(text: str) -> str:
    found = catalogue().recognise(text)
    if found is None:
        return ""
    entry, values = found
    said = {name: _told(one) if HAN.search(one) else one for name, one in values.items()}
    return entry.said(values.get("count")).format(**said)


def _bracketed(text: str) -> str:
    """A(B) and “A”, when A or B has English."""
    found = _BRACKETS.fullmatch(text)
    if found is None:
        return ""
    if quoted := found[3]:
        return f"“{_told(quoted)}”" if _told(quoted) != quoted else ""
    said = (_told(found[1]), _told(found[2]))
    changed = said != found.groups()[:2] or not HAN.search("".join(said))
    return f"{said[0]} ({said[1]})" if changed else ""


def _amount(text: str) -> str:
    """A number with its unit."""
    found = _AMOUNT.fullmatch(text)
    unit = _whole(found[2]) if found else ""
    if found is None or not unit:
        return ""
    return f"{found[1]}{unit}" if unit.startswith("%") else f"{found[1]} {unit}"


def _in_list(text: str) -> str:
    """Names and words one after the other: those that have English in English."""
    parts = _LISTED.split(text)
    if len(parts) == 1:
        return ""
    said = [_told(one) for one in parts[::2]]
    return _joined(said, parts[1::2]) if said != parts[::2] else ""


def _in_clauses(text: str) -> str:
    """Clauses one after the other, when all of them have English: a sentence is not mixed."""
    parts = _CLAUSES.split(text)
    if len(parts) == 1:
        return ""
    said = [_told(one) for one in parts[::2]]
    if any(HAN.search(one) for one in said):
        return ""
    return _joined(said, parts[1::2]).strip()


def _joined(said: list[str], marks: list[str]) -> str:
    between = [MARKS.get(one.strip(), one) for one in marks]
    return "".join(one for pair in zip(said, [*between, ""], strict=True) for one in pair)


_WAYS = (
    *(_whole, _period, _clause, _stretch, _recognised),
    *(_bracketed, _amount, _in_list, _in_clauses),
)
"""How a text is looked for in English; the first way that finds some stands."""
