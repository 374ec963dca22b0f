"""What people write into a paper: paragraphs of their own, marked as such, numbers untraced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from briefings.paper import Briefing, Paragraph, Section, say, verbatim
from observations.errors import UserError

PARTS = {
    "overall": "总体进展",
    "indicators": "指标进展",
    "tasks": "重点任务",
    "problems": "存在问题",
    "requests": "下步要求",
}
"""Parts of the body that a paragraph may be added to, by the title they are printed under."""

LONGEST = 600  # characters of one paragraph
MOST = 20  # paragraphs of one paper


@dataclass(frozen=True)
class Insertion:
    """A paragraph at the end of a part; with `office` (its name) it is that office's own word."""

    part: str
    text: str
    office: str = ""

    @property
    def mark(self) -> str:
        """What is printed before it, so that nobody takes it for the system's own sentence."""
        return f"({self.office}说明)" if self.office else "(人工补充)"


def written(insertions: Iterable[Insertion]) -> str:
    """The paragraphs as JSON text, equal for equal ones."""
    return json.dumps([asdict(one) for one in insertions], ensure_ascii=False, sort_keys=True)


def read(text: str) -> tuple[Insertion, ...]:
    """The paragraphs of `written` text."""
    return tuple(Insertion(**one) for one in json.loads(text))


def checked(given: Sequence[Any]) -> tuple[Insertion, ...]:
    """The paragraphs somebody gave as plain values; `UserError` names the one that does not fit."""
    if len(given) > MOST:
        raise UserError(f"补充的段落有{len(given)}段", cure=f"最多{MOST}段,请合并")
    return tuple(_one(place, one) for place, one in enumerate(given, start=1))


def inserted(paper: Briefing, insertions: Sequence[Insertion]) -> Briefing:
    """The paper with the paragraphs, each at the end of its part, in the order given.

    `UserError` when this paper has no such part (a part without content is not printed).
    """
    sections = paper.sections
    for one in insertions:
        sections = _placed(sections, one)
    return replace(paper, sections=sections)


def _placed(sections: tuple[Section, ...], added: Insertion) -> tuple[Section, ...]:
    title = PARTS[added.part]
    found = [
        place for place, section in enumerate(sections) if section.title.endswith(f"、{title}")
    ]
    if not found:
        raise UserError(f"这一期通报没有“{title}”部分", cure="把补充的段落放到别的部分")
    (place,) = found
    paragraph = Paragraph(say(added.mark, verbatim(added.text)))
    longer = replace(sections[place], blocks=(*sections[place].blocks, paragraph))
    return (*sections[:place], longer, *sections[place + 1 :])


def _one(place: int, given: Any) -> Insertion:
    if not isinstance(given, dict) or {*given} - {"part", "text", "office"}:
        raise UserError(f"第{place}段写法不对", cure="每段写 part、text,单位说明另写 office")
    part, text, office = (_word(given.get(name, "")) for name in ("part", "text", "office"))
    if part not in PARTS:
        raise UserError(f"第{place}段的部分“{part}”不认识", cure=f"可用:{'、'.join(PARTS)}")
    if not text:
        raise UserError(f"第{place}段没有内容", cure="写上内容,或去掉这一段")
    if len(text) > LONGEST:
        raise UserError(f"第{place}段有{len(text)}字", cure=f"每段最多{LONGEST}字,请分段")
    return Insertion(part, text, office)


def _word(given: Any) -> str:
    """One paragraph on one line; anything that is no text is empty."""
    return " ".join(given.split()) if isinstance(given, str) else ""
