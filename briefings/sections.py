"""Headings of the plan's own text, so that prose targets stand under the words they come from."""

from __future__ import annotations

import re

from targets.model import Plan, Target

_DIGITS = "一二三四五六七八九十"
_OPEN, _CLOSE = "[(\uff08]", "[)\uff09]"
_MAIN = re.compile(rf"^([{_DIGITS}]+)、", re.MULTILINE)
_SUB = re.compile(rf"{_OPEN}([{_DIGITS}]+){_CLOSE}(.{{2,40}}?)(?:。|(?=1\.))")
_PLACE = re.compile(rf"^([{_DIGITS}]+){_OPEN}([{_DIGITS}]+){_CLOSE}")


def section_headings(text: str) -> dict[tuple[str, str], str]:
    r"""Heading of each `(main, sub)` section of a plan's text, line breaks folded.

    >>> section_headings("四、主要任务\n(一) 补齐短\n\n板。正文")
    {('四', '一'): '补齐短板'}
    """
    marks = list(_MAIN.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found: dict[tuple[str, str], str] = {}
    for mark, end in zip(marks, ends, strict=True):
        for sub in _SUB.finditer(re.sub(r"\s+", "", text[mark.end() : end])):
            found.setdefault((mark[1], sub[1]), sub[2])
    return found


def group_titles(plan: Plan) -> dict[str, str]:
    """Title of the group each target (by id) belongs to.

    A row of the table belongs to its category; a prose target to the section of its words,
    `四(一) 补齐基础设施短板,提升城市功能品质`; an inherited one to the plan that promised it.
    """
    headings = section_headings(plan.text)
    return {target.id: _title(target, headings) for target in plan.targets}


def section_order(title: str) -> tuple[int, int]:
    """Where a group stands: categories first (0, 0), then sections as the text numbers them.

    >>> section_order("四(六) 坚持制度引领"), section_order("生态宜居")
    ((4, 6), (0, 0))
    """
    place = _PLACE.match(title)
    if place is None:
        return 0, 0
    return _DIGITS.find(place[1]) + 1, _DIGITS.find(place[2]) + 1


def _title(target: Target, headings: dict[tuple[str, str], str]) -> str:
    if target.inherited_from:  # its section is one of another document
        return f"承接《{target.inherited_from.title}》"
    if target.category:
        return target.category
    place = _PLACE.match(target.section)
    if place is None:
        return target.section
    heading = headings.get((place[1], place[2]), "")
    return f"{place[1]}({place[2]})" + (f" {heading}" if heading else "")
