"""A message in the words of a channel: zh or en, plain text, HTML, and what a robot may hold.

Built by escaping, not by a template language: nothing in a message is ever markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from alerts.compose import DEMO_MARK, Message
from alerts.grouping import counted
from alerts.inert import for_chat, one_line, without_links

SUBJECT = 60
"""Characters of a mail's subject at most."""
LONGEST_LINE = 500
_SHORTER = range(LONGEST_LINE - 20, 0, -20)
LANGUAGES = ("zh", "en")
_PATH = re.compile(r"/(?!.*//)(?!/)[\w.?&=#%:,~/-]*")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "see": "查看:{where}", "number": "编号:{key}", "more": "另有 {n} 条,见系统。",
        "demo": DEMO_MARK, "title": "{title}", "lang": "zh-CN",
        "foot": "此消息由系统自动发出,请勿回复;编号相同的消息是同一条。",
    },
    "en": {
        "see": "See: {where}", "number": "No.: {key}", "more": "{n} more, see the system.",
        "demo": "[DEMO DATA] ", "title": "[{severity}] {kind}: {title}", "lang": "en",
        "foot": "Sent by the system, please do not reply; the same number is the same message.",
    },
}  # fmt: skip
_KINDS = {
    "quality": "Data quality", "bad_data": "Data quality", "late": "Report overdue",
    "due": "Report due soon", "no_data": "Report overdue", "case": "Supervised case",
    "held": "Judging on hold",
    "assessment": "Assessment", "heartbeat": "System", "system": "System",
    "head": "Audit chain", "access": "Accounts", "digest": "Digest", "test": "Test",
    "escalation": "Escalation", "paper": "Briefing",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a channel speaks: language, and the address that a page's path follows, or empty."""

    lang: str = "zh"
    site: str = ""


def title_of(message: Message, style: Style) -> str:
    """The title on one line, inert, marked where it is about demo data."""
    words = _WORDS[style.lang]
    shown = words["title"].format(
        title=one_line(message.title.removeprefix(DEMO_MARK)),
        severity=message.severity.capitalize(),
        kind=_KINDS.get(message.kind, one_line(message.kind)),
    )
    return (words["demo"] if message.demo else "") + without_links(shown)


def subject_of(message: Message, style: Style) -> str:
    """The title as a mail's subject: one line of at most `SUBJECT` characters."""
    return one_line(title_of(message, style), SUBJECT)


def plain(message: Message, style: Style) -> str:
    """All lines, what to do, the page and the number, ready for a mail or a web hook."""
    return "\n".join((*_lines(message), *_todo(message), *_ends(message, style)))


def chat(message: Message, style: Style, fits: Callable[[str], bool]) -> str:
    """Title, as many whole lines as fit, what to do, the page and the number.

    What does not fit is counted in “另有 n 条,见系统”; a single line that is too long by
    itself is cut with …. What to do gives way last.
    """
    lines = [for_chat(line) for line in _lines(message)]
    head = for_chat(one_line(title_of(message, style), SUBJECT * 2))
    todo, ends = [for_chat(line) for line in _todo(message)], _ends(message, style, told=for_chat)
    tries = (
        *((lines[:kept], lines[kept:]) for kept in range(len(lines), 0, -1)),
        *(([one_line(lines[0], short)], lines[1:]) for short in _SHORTER if lines),
        *([([], lines)] if todo else []),
    )
    for shown, gone in tries:
        text = "\n".join((head, *shown, *_more(gone, style), *todo, *ends))
        if fits(text):
            return text
    return "\n".join((one_line(head, SUBJECT), *_more(lines, style), *ends[-1:]))


def html(message: Message, style: Style) -> str:
    """The same as a page of its own: no script, no picture, no style sheet from elsewhere."""
    words, title = _WORDS[style.lang], escape(title_of(message, style))
    lines = "".join(f'<p style="margin:0 0 6px">{escape(line)}</p>' for line in _lines(message))
    todo = "".join(f'<p style="font-weight:600">{escape(line)}</p>' for line in _todo(message))
    link, where = _link(message, style), escape(message.path and _where(message, style))
    if link:
        where = f'<a href="{escape(link)}" rel="noreferrer">{where}</a>'
    see = f"<p>{words['see'].format(where=where)}</p>" if where else ""
    number = escape(words["number"].format(key=message.key))
    return (
        f'<!DOCTYPE html><html lang="{words["lang"]}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head>"
        '<body style="font-family:sans-serif;color:#1f2329;max-width:46em">'
        f'<h1 style="font-size:18px">{title}</h1>{lines}{todo}{see}'
        f'<p style="color:#646a73;font-size:12px">{number}<br>{escape(words["foot"])}</p>'
        "</body></html>"
    )


def _lines(message: Message) -> list[str]:
    return [without_links(one_line(line, LONGEST_LINE)) for line in message.lines]


def _todo(message: Message) -> list[str]:
    """What to do, by when, whom to ask."""
    return [without_links(one_line(line, LONGEST_LINE)) for line in message.runbook]


def _ends(
    message: Message, style: Style, told: Callable[[str], str] = lambda text: text
) -> tuple[str, ...]:
    words = _WORDS[style.lang]
    where = _link(message, style) or told(_where(message, style))
    see = [words["see"].format(where=where)] if message.path else []
    return (*see, words["number"].format(key=message.key))


def _where(message: Message, style: Style) -> str:
    return _link(message, style) or without_links(one_line(message.path, LONGEST_LINE))


def _link(message: Message, style: Style) -> str:
    """A page of ours with its host; empty when the host is not told or the path is none."""
    if not style.site or not _PATH.fullmatch(message.path):
        return ""
    return style.site + quote(message.path, safe="/?&=#%~.:,-_")


def _more(gone: list[str], style: Style) -> list[str]:
    """How many lines are left out here and were left out before, unless there are none."""
    count = counted(gone)
    return [_WORDS[style.lang]["more"].format(n=count)] if count else []
