r"""Words of others made inert: they say what they say and do nothing.

An office's, a file's or a sheet's name travels in subjects, mails and chat messages. Nothing in
it may end a header, turn the reading direction, become a link, mention a colleague or format.
"""

from __future__ import annotations

import re
import unicodedata

# Invisible and direction marks, surrogates; line and paragraph marks are blanks.
_DROPPED = frozenset({"Cf", "Cs"})
_BLANK = frozenset({"Cc", "Zl", "Zp"})
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}  # full-width forms
_SCHEME = re.compile(r"(?<=[A-Za-z])://")
_DOMAIN = re.compile(r"(?<=[A-Za-z0-9-])\.(?=([A-Za-z]{2,63})(?![A-Za-z0-9]))")
_FILES = frozenset({
    "csv", "doc", "docx", "et", "htm", "html", "jpg", "json", "pdf", "png", "ppt", "pptx",
    "txt", "wps", "xls", "xlsm", "xlsx", "xml", "yaml", "yml",
})  # fmt: skip
_CHAT = str.maketrans({one: _WIDE[one] for one in "<>[]*`~|@\\"})


def one_line(text: str, longest: int = 0) -> str:
    r"""`text` on one line without marks that mislead; cut with … beyond `longest` characters.

    >>> one_line("退回\r\nBcc: x\u202exslx.")
    '退回 Bcc: xxslx.'
    """
    shown = " ".join("".join(_visible(one) for one in text).split())
    return shown if not longest or len(shown) <= longest else shown[: longest - 1] + "…"


def without_links(text: str) -> str:
    r"""No program makes a link of it: `://` and the dots of a domain are full-width.

    >>> without_links("见 http://evil.example/x 和 月报.xlsx") == (
    ...     "见 http\uff1a\uff0f\uff0fevil\uff0eexample/x 和 月报.xlsx")
    True
    """
    return _DOMAIN.sub(_dot, _SCHEME.sub(_WIDE[":"] + _WIDE["/"] * 2, text))


def for_chat(text: str) -> str:
    r"""No robot takes it for a mention or a format: their signs are full-width.

    Text messages of 企业微信 know `<@userid>`, those of 飞书 `<at user_id="all">` and links in
    brackets (the vendors' documents of group robots).

    >>> for_chat("<@all> *") == "\uff1c\uff20all\uff1e \uff0a"
    True
    """
    return text.translate(_CHAT)


def _visible(one: str) -> str:
    kind = unicodedata.category(one)
    if kind in _DROPPED or ord(one) & 0xFFFE == 0xFFFE:
        return ""
    return " " if kind in _BLANK else one


def _dot(found: re.Match[str]) -> str:
    return "." if found[1].lower() in _FILES else _WIDE["."]
