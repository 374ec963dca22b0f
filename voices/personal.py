"""What looks like somebody's name or number: a list of people carries pseudonyms alone.

What was found is said by its kind and its place and never repeated: messages end in logs.
"""

from __future__ import annotations

import re
import unicodedata

HEADINGS = (
    "姓名", "名字", "代表姓名", "性别", "电话", "联系电话", "手机", "手机号", "手机号码",
    "联系方式", "身份证", "身份证号", "证件号", "住址", "地址", "家庭住址", "微信", "邮箱",
    "出生日期",
    "name", "phone", "mobile", "tel", "telephone", "email", "address", "idcard", "id_card",
    "wechat",
)  # fmt: skip
"""Column names that say outright what the column holds."""
_NUMBERS = (
    ("手机号码", re.compile(r"(?<!\d)1[3-9]\d(-?)\d{4}\1\d{4}(?!\d)")),
    ("身份证号", re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")),
    ("固定电话号码", re.compile(r"(?<!\d)0\d{2,3}-?[2-9]\d{6,7}(?!\d)")),
    ("电子邮箱", re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]")),
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_NAME = re.compile(r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,8})*")


def number_kind(text: str) -> str:
    """What kind of personal number `text` holds; "" when none is seen.

    >>> number_kind("139 0000 0000"), number_kind("A-00139")
    ('手机号码', '')
    """
    plain = unicodedata.normalize("NFKC", text)
    for written in (plain, _BETWEEN_DIGITS.sub("", plain)):
        for kind, pattern in _NUMBERS:
            if pattern.search(written):
                return kind
    return ""


def identity_kind(text: str) -> str:
    """As `number_kind`, of what ought to be a pseudonym: a name of Chinese letters counts too.

    >>> identity_kind("某某某"), identity_kind("东胜-0017")
    ('姓名', '')
    """
    return number_kind(text) or ("姓名" if _NAME.fullmatch(text.strip()) else "")
