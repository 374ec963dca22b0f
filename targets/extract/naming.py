"""What a commitment is about: its name in the plan's own words, and which way is better."""

from __future__ import annotations

import re
from functools import lru_cache

from targets.extract.quantity import Quantity
from targets.extract.words import any_of, words

_LEADING = re.compile(
    r"^(?:[,、;:和及与或(\"]|以及|其中|并且|并|确保|实现|力争|努力|使|让|做到|到|按(?![时期质需])|将|其|累计|"
    r"另外|同时|全年|再(?!生|贷|保|就|造|制)|均|分别|各(?=不|完成)|于|[0-9]{1,2}\))+"
)

_FOOTNOTE = re.compile("[\u25a1\u2460-\u2473]")  # □ and ①…⑳

_MOST_BEFORE = 160
# 全县接待游客 and 接待游客 are one thing; 全县域旅游 is another
_OWN_PLACE = re.compile(
    r"^(?:全[市县区旗镇乡州盟]|[我本][市县区旗镇乡州盟])(?:范围)?内?(?![域级属直])(?=.{3})"
)


def subject(before: str) -> str:
    """A clause's words without what joins and compares."""
    near = before[-_MOST_BEFORE:]  # a longer name is none; reading stays linear
    text = _rhythm().sub("", _LEADING.sub("", _FOOTNOTE.sub("", near)))
    for _ in range(3):
        text = _trailing().sub("", _ends().sub("", text)).rstrip("、,;:和及 ")
    text = re.sub(r"(?:由|从)[^,;]{0,8}?[0-9.:]+[一-鿿%]{0,6}$", "", text)
    text = re.sub(r"(?:净?增加|减少)[0-9.]+[一-鿿%]{1,3}$", "", text)
    return balanced(_OWN_PLACE.sub("", _fronted(text.strip('、,;:和及" '))))


@lru_cache(maxsize=1)
def _trailing() -> re.Pattern[str]:
    """Words of arriving and comparing behind the name."""
    w = words()
    reached = any_of((*w.list("level"), *w.list("lowering"), *w.list("reaching")))
    rest = "分别|约|近|于|由|从|的|、|和|,|应|要|可|须|不|得|实现"
    return re.compile(rf"(?:{reached}|{rest})+$")


@lru_cache(maxsize=1)
def _ends() -> re.Pattern[str]:
    return re.compile(rf"(?<=[一-鿿”)])(?:{any_of(words().list('name_ends'))})$")


@lru_cache(maxsize=1)
def _fronts() -> re.Pattern[str]:
    """A verb before a thing; 建成区, 完成率, 建设用地面积 are things themselves."""
    fronts = any_of(words().list("name_fronts"))
    return re.compile(rf"(?:{fronts})(?![区率度量面用任方规标水进情投])(?=.{{4}})")


def _fronted(text: str) -> str:
    while match := _fronts().match(text):
        text = text[match.end() :]
    return text


def balanced(text: str) -> str:
    """Without a bracket or quotation mark whose partner stands outside the name."""
    for opening, closing in ("“”", "()", "[]"):
        while text.endswith((opening, closing)) and text.count(opening) != text.count(closing):
            text = text[:-1]
        while text.startswith((opening, closing)) and text.count(opening) != text.count(closing):
            text = text[1:]
    return text


@lru_cache(maxsize=1)
def _rhythm() -> re.Pattern[str]:
    return re.compile(any_of(w for group in words().raw["cadences"].values() for w in group))


def name_of(q: Quantity, before: str, after: str) -> str:
    """The name of what `q` measures; "" when the clause names nothing.

    `before` and `after` are the clause's words around it, dates taken out.
    """
    head, tail = subject(before), _noun(after)
    if q.unit in {"%", "‰"}:
        rest = re.split("[、,;。]", after, maxsplit=1)[0]
        return head if head and not after.startswith("的") else f"{head}{rest}".strip("的")
    if tail and re.match(r"每[^年月季周旬天日]|各", head):
        return f"{head}{tail}"  # 每个街道…综合养老服务中心
    if tail and before.endswith(("、", "和", "及")):
        return tail  # 宣传片一部、图册一本 the other way round: the head is the thing before
    acts = _act().fullmatch(head)
    if not head or acts:
        return tail or head
    tail_counts = bool(tail) and _ends_in_act().search(head)
    return f"{_ends_in_act().sub('', head)}{tail}" if tail_counts else head


def _noun(after: str) -> str:
    end = r"[、,;。:(\[)\]]|以上|左右|和(?=[0-9一二三四五六七八九十两])"
    return re.split(end, after, maxsplit=1)[0].strip("的□ ")[:60]


@lru_cache(maxsize=1)
def _act() -> re.Pattern[str]:
    return re.compile(rf"(?:[一-鿿]{{0,8}}?)(?:{any_of(words().list('doing'))})+(?:有|成)?")


@lru_cache(maxsize=1)
def _ends_in_act() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words().list('doing'))})+(?:有)?$")


def lower_is_better(name: str) -> bool:
    """True when the name says that less is better (漏损, 死亡, 浓度 …)."""
    return bool(_lower().search(name)) and not name.endswith(words().list("higher_is_better"))


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
