"""Typefaces of a paper: the national standard's names, and what may be embedded in their place.

方正小标宋 and 仿宋_GB2312 may not be passed on with a file, so a pdf embeds free faces only: the
first of a role's list that the machine has. Which it was is said in the paper and kept in its
fingerprint. A docx embeds nothing and keeps the standard's names: the reader's machine has them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefings.typography import chinese

MISSING_SIGN = "〓"  # what Chinese typesetting sets where it has no type for a character


@dataclass(frozen=True)
class Role:
    """A kind of type: its name in the standard, and free families, the nearest look first."""

    name: str
    families: tuple[str, ...]
    weight: int = 400


_LAST = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC")
ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "title": Role("小标宋", ("Noto Serif CJK SC", "Source Han Serif SC", *_LAST[2:]), 700),
        "hei": Role("黑体", ("Noto Sans CJK SC", "Source Han Sans SC", *_LAST[:2])),
        "kai": Role("楷体", ("LXGW WenKai", "FandolKai", "AR PL UKai CN", *_LAST)),
        "fang": Role("仿宋", ("FandolFang R", "FandolFang", "LXGW WenKai", *_LAST)),
        "song": Role("宋体", _LAST),
        "latin": Role("西文", ("Liberation Serif", "Tinos", "Libertinus Serif")),
    }
)
# A face of the same design: with it nothing has been replaced.
_OWN = frozenset({("fang", "FandolFang R"), ("fang", "FandolFang"), ("kai", "LXGW WenKai")}) | {
    ("kai", "FandolKai"),
    ("kai", "AR PL UKai CN"),
    ("hei", "Noto Sans CJK SC"),
    ("hei", "Source Han Sans SC"),
    ("song", "Noto Serif CJK SC"),
    ("song", "Source Han Serif SC"),
}


def chosen(present: Collection[str]) -> dict[str, str]:
    """The family of each role out of those `present`; the role's last one when none is."""
    return {
        role: next((one for one in told.families if one in present), told.families[-1])
        for role, told in ROLES.items()
    }


def colophon(faces: Mapping[str, str]) -> str:
    """What was used for each kind of type, as the paper's last page says it.

    >>> colophon({"fang": "LXGW WenKai", "kai": "LXGW WenKai"}) == chinese(
    ...     "字体:仿宋以LXGW WenKai代替,楷体以LXGW WenKai排。")
    True
    """
    told = [
        f"{ROLES[role].name}以{face}{'排' if (role, face) in _OWN else '代替'}"
        for role, face in faces.items()
        if role != "latin"
    ]
    return chinese(f"字体:{','.join(told)}。")
