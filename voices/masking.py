"""What is covered of a person on a page, and whether a text speaks of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from voices.personal import number_kind

NAME, CONTACT, ADDRESS, TEXT = "name", "contact", "address", "text"
"""The fields that are sealed with an opinion."""
KINDS = {NAME: "来件人姓名", CONTACT: "来件人联系方式", ADDRESS: "来件人住址"}
_SHORTEST = 2
_DIGITS = re.compile(r"\d(?:[\d\s-]{4,})\d[Xx]?")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")


def mask(fields: Mapping[str, str]) -> dict[str, str]:
    """Each field with what is personal covered; the text also of this person's own words.

    >>> mask({"name": "测试甲", "contact": "139 0000 0000", "text": "测试甲,139 0000 0000,没灯"})
    {'name': '测**', 'contact': '139****00', 'text': '***,139****00,没灯'}
    """
    return {name: _masked(name, value, fields) for name, value in fields.items()}


def spoken_of(text: str, fields: Mapping[str, str]) -> str:
    """Which kind of personal data `text` holds: a number of anybody's, or one of `fields`' own.

    >>> spoken_of("已答复测试甲", {"name": "测试甲"}), spoken_of("已答复来件人", {"name": "测试甲"})
    ('来件人姓名', '')
    """
    if found := number_kind(text):
        return found
    plain = _plain(text)
    for name, kind in KINDS.items():
        own = _plain(fields.get(name, ""))
        if len(own) >= _SHORTEST and own in plain:
            return kind
    return ""


def _masked(name: str, value: str, fields: Mapping[str, str]) -> str:
    if not value:
        return ""
    if name == NAME:
        return value[0] + "*" * min(len(value) - 1, 2)
    if name == CONTACT:
        return _covered(value)
    if name == ADDRESS:
        return value[: min(3, len(value) // 2)] + "****"
    for own in (fields.get(NAME, ""), fields.get(ADDRESS, "")):
        if len(own) >= _SHORTEST:
            value = value.replace(own, "*" * len(own))
    return _covered(value)


def _covered(value: str) -> str:
    """Long numbers by their first three and last two digits, addresses of mail by one letter."""
    mail = _MAIL.sub(lambda found: f"{found[0][0]}***@***", value)
    return _DIGITS.sub(_short, mail)


def _short(found: re.Match[str]) -> str:
    digits = re.sub(r"[\s-]", "", found[0])
    return f"{digits[:3]}****{digits[-2:]}" if len(digits) >= 7 else found[0]


def _plain(text: str) -> str:
    """As compared: one width, no blanks, hyphens or marks between."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
