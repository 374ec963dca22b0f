"""What a commitment is about: its name in the plan's own words, and which way is better."""

from __future__ import annotations

import re
from functools import lru_cache

from targets.extract.quantity import Quantity
from targets.extract.words import any_of, words

_LEADING = re.compile(
    r"^(?:[,、;:和及与或(\"]|以及|其中|并且|并|确保|实现|力争|努力|使|让|做到|到|按|将|其|累计|另外|同时|全年|"
    r"再|均|分别|各(?=不|完成)|于)+"
)
_TRAILING = re.compile(
    r"(?:达到|达|提高到|提高至|提升到|提升至|增加到|增加至|增长到|扩大到|上升到|控制在|降至|降到|降低到|"
    r"下降到|减少到|压减至|压缩至|缩短至|保持在|稳定在|维持在|保持|为|是|在|占|各|均|分别|力争|预计|约|近|"
    r"至|到|于|由|从|的|、|和|,|应|要|可|须|不|得|实现)+$"
)


def subject(before: str) -> str:
    """A clause's words without what joins and compares."""
    text = _rhythm().sub("", _LEADING.sub("", before.replace("□", "")))
    return _TRAILING.sub("", text).strip('、,;:和及“”"()[] ')


@lru_cache(maxsize=1)
def _rhythm() -> re.Pattern[str]:
    return re.compile(any_of(w for group in words().raw["cadences"].values() for w in group))


def name_of(q: Quantity, before: str, after: str) -> str:
    """The name of what `q` measures; "" when the clause names nothing.

    `before` and `after` are the clause's words around it, dates taken out.
    """
    head, tail = subject(before), _noun(after)
    if q.unit in {"%", "‰"}:
        return head if head and not after.startswith("的") else f"{head}{after}".strip("的")
    if tail and re.match(r"每[^年月季周旬天日]|各", head):
        return f"{head}{tail}"  # 每个街道…综合养老服务中心
    acts = _act().fullmatch(head)
    if not head or acts:
        return tail or head
    tail_counts = bool(tail) and _ends_in_act().search(head)
    return f"{_ends_in_act().sub('', head)}{tail}" if tail_counts else head


def _noun(after: str) -> str:
    end = r"[、,;。:(\[]|以上|左右|和(?=[0-9一二三四五六七八九十两])"
    return re.split(end, after, maxsplit=1)[0].strip("的□ ")[:60]


@lru_cache(maxsize=1)
def _act() -> re.Pattern[str]:
    return re.compile(rf"(?:[一-鿿]{{0,8}}?)(?:{any_of(words().list('doing'))})+(?:有|成)?")


@lru_cache(maxsize=1)
def _ends_in_act() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words().list('doing'))})+(?:有)?$")


def lower_is_better(name: str) -> bool:
    """True when the name says that less is better (漏损, 死亡, 浓度 …)."""
    return bool(_lower().search(name))


@lru_cache(maxsize=1)
def _lower() -> re.Pattern[str]:
    listed = words().list("lower_is_better")
    last = any_of(word[:-1] for word in listed if word.endswith("$"))
    return re.compile(rf"{any_of(word for word in listed if not word.endswith('$'))}|(?:{last})$")


def enumerated(before: str, count: int) -> tuple[str, ...]:
    """`count` names from “A率、B率分别”; the last one's own words shared where parts are short.

    >>> enumerated("污水处理率、垃圾处理率分别达到", 2)
    ('污水处理率', '垃圾处理率')
    """
    listed = re.split(r"[、和及]", subject(before))
    return tuple(listed) if len(listed) == count else ()
