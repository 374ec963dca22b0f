"""Is a quantity a commitment? Rules in order; the first that speaks decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from targets.extract.mask import BLANK
from targets.extract.quantity import Quantity
from targets.extract.words import any_of, words

COMMITMENT, CHANGE, ASIDE, UNCLEAR = "commitment", "change", "aside", "unclear"
_PERCENT = {"%", "‰", "倍", "成"}
_POINTS = {"个百分点", "百分点"}
_TIMES = {
    *("天", "小时", "分钟", "个工作日", "工作日", "个月", "级", "类", "种", "期", "度", "道", "路"),
    *("组", "段", "片", "倍", "对", "门", "年一遇", "年", "岁", "日"),
}


_BEYOND = {"超", "超过", "高于", "大于", "多于", "低于", "小于", "少于", "不足", "突破"}
_MOST_HEAD = 60
# 每千人拥有指导员: the blank is 每千人, a name among the asides
_PER_THOUSAND = re.compile(rf"[{BLANK}人口](?:拥有|配备)[一-鿿]{{2,12}}$")
_FATE = re.compile(r"的.{1,24}?(?:不得|不予|予以|一律|约谈|通报|取消|给予|实行)")
_SOMETHING_COUNTED = re.compile(r"的?[一-鿿]{1,14}?[0-9]")
_RATE = re.compile(r"率[^,;率]{0,5}$")
# 提高到2027年的55%: the date between is blanked
_TOWARDS = re.compile(rf"(?:提高|提升|增加|扩大|上升|增长|降低|下降|减少|压减){BLANK}+的$")


@dataclass(frozen=True)
class Around:
    """What a verdict may look at: the masked sentence and what came before the quantity."""

    sentence: str
    dated: bool
    background: bool
    baseline: bool = False  # 由2021年的58%: where it started from
    goals: bool = False  # in a section of goals
    previous: str = ""  # verdict on the quantity before, in the same sentence
    chained: bool = False
    tasked: bool = False  # in a section that says who answers
    kin: bool = False  # the quantity before has the same unit
    against: bool = False  # 较2023年 stands right before: compared with a year


@lru_cache(maxsize=8)
def ends_with(key: str) -> re.Pattern[str]:
    """A pattern for text that ends with a word declared under `key`, 约 or 近 aside."""
    about = any_of(words().list("about"))
    return re.compile(rf"(?:{any_of(words().list(key))})(?:了)?(?:{about})?(?:各|均|分别)?$")


@lru_cache(maxsize=1)
def _doing() -> re.Pattern[str]:
    return re.compile(any_of(words().list("doing")))


@lru_cache(maxsize=1)
def _measure() -> re.Pattern[str]:
    weak = r"(?:达到|达|为|是|在|占|到|至|各|均|分别|有|保持|力争|预计|约|近|近似|实现)"
    return re.compile(rf"(?:{any_of(words().list('measure_nouns'))})(?:\([^()]{{1,20}}\))?{weak}*$")


@lru_cache(maxsize=1)
def _cadence() -> re.Pattern[str]:
    return re.compile(any_of(w for group in words().raw["cadences"].values() for w in group))


def has_cadence(text: str) -> bool:
    """True when the text says how often."""
    return bool(_cadence().search(text))


def verdict(q: Quantity, around: Around) -> str:
    """One of `commitment`, `change`, `aside`, `unclear` for a quantity."""
    for rule in _RULES:
        said = rule(q, around)
        if said:
            return said
    return UNCLEAR


def _head(q: Quantity, around: Around) -> str:
    """The words right before: those that decide are short, and reading stays linear."""
    return around.sentence[max(0, q.first - _MOST_HEAD) : q.first]


def _past(_: Quantity, around: Around) -> str:
    return ASIDE if around.background or around.baseline else ""


def _changing(q: Quantity, around: Around) -> str:
    head = _head(q, around)
    if q.unit in _POINTS or (around.against and _grows(head)):
        return CHANGE
    if q.unit == "番":
        return CHANGE if head.endswith(("翻", "翻了")) else ASIDE
    if q.unit not in _PERCENT:
        return ""
    return CHANGE if _grows(head) or (q.listed and around.kin and around.previous == CHANGE) else ""


def _grows(head: str) -> bool:
    return bool(ends_with("change").search(head)) and not ends_with("lowering").search(head)


def _chained(q: Quantity, around: Around) -> str:
    return around.previous if around.chained and around.previous else ""


def _whose_fate(q: Quantity) -> bool:
    """开工率低于60%的县不得评优, 规模低于500个机架的中心不再新建: who is meant, not how many."""
    kind = q.unit not in _PERCENT and re.match(r"[一-鿿]{1,10}的[一-鿿]{2}", q.after)
    return bool(kind or _FATE.match(q.after))


def _modifier(q: Quantity, around: Around) -> str:
    """30户以上自然村, 流域面积50平方公里以上16条河流: says which ones, not how many."""
    if q.comparison in _BEYOND and _whose_fate(q):
        return ASIDE
    if q.unit not in _PERCENT and re.match(r"的[一-鿿]{1,14}[0-9]", q.after):
        return ASIDE  # 面积3万平方米的中心1座
    if q.unit not in _PERCENT and q.comparison in _BEYOND and _SOMETHING_COUNTED.match(q.after):
        return ASIDE  # 产值超10亿元企业不少于6家
    if q.unit in _PERCENT or not q.comparison or q.comparison not in words().endings:
        return ""
    if q.comparison in words().list("suffix_most_time"):  # 24小时内响应, yet 3天内办结率
        return ASIDE if re.match(r"[一-鿿]{0,6}[的率]", q.after) else ""
    after = re.sub(r"^\(含[^()]{1,12}\)", "", q.after)
    if re.match(r"[0-9]", after):
        return ASIDE
    if re.match(r"[一-鿿]{2,12}[0-9]", re.split("[、和]", after)[0]):
        return ASIDE  # 5000万元以上项目每年3个
    noun_follows = bool(re.match(r"[一-鿿]", after)) and not after.startswith("的比例")
    acted = _doing().search(q.before[-8:]) and not after.startswith(("的", "及"))
    return ASIDE if noun_follows and not acted else ""


def _unitless(q: Quantity, around: Around) -> str:
    if q.unit:
        return ""
    bare = any(word in q.before for word in words().list("bare_measures"))
    bare = bare or (q.value % 1 > 0 and bool(_RATE.search(q.before)))  # 死亡率控制在0.17以内
    level = ends_with("level").search(_head(q, around))
    lowering = ends_with("lowering").search(_head(q, around))
    return COMMITMENT if bare and (q.operator or level or lowering) else ASIDE


def _compared(q: Quantity, around: Around) -> str:
    """A printed comparison makes a commitment, except of a person's age or a building's."""
    if not q.comparison:
        return ""
    return ASIDE if re.match(r"周岁|岁|年以上", q.after) else COMMITMENT


def _share(q: Quantity, around: Around) -> str:
    if q.unit not in {*_PERCENT, "比值"}:
        return ""
    head = _head(q, around)
    if _TOWARDS.search(head):
        return COMMITMENT
    level = ends_with("level").search(head) or ends_with("lowering").search(head)
    if level or _measure().search(q.before) or _doing().match(q.after):
        return COMMITMENT
    whose = q.after.startswith("的") and not q.before.strip(BLANK)
    if q.after.startswith(("的比例", "的标准")) and "按" in q.before:
        return COMMITMENT
    acted = re.search(r"实现|完成|达到|建成", q.after) or _doing().search(q.after)
    return COMMITMENT if whose and acted else ""


def _often(q: Quantity, around: Around) -> str:
    return (
        COMMITMENT
        if has_cadence(q.before) and (q.unit in {"次", "场", "期", "轮"} or not q.chinese)
        else ""
    )


def _one(q: Quantity, around: Around) -> str:
    """一部、一个 count something only where a date or a rhythm makes a promise of them.

    两项补贴、三项制度 are names.
    """
    named = q.chinese and q.unit == "项" and bool(q.after) and not q.comparison
    named = named or (q.chinese and q.unit in {"遍", "轮"} and not has_cadence(q.before))
    idle = q.chinese and q.value <= 1 and q.unit != "%"
    return ASIDE if named or (idle and not around.dated) else ""


_SORTS = {"类", "种", "门", "路", "组", "段", "片", "对"}
_HAVING = re.compile(
    "现有|共有|拥有|已|辖|涉及|占地|设计|规划面积|建筑面积|原有|总人口|分为|包括|包含|按|以|每|超|满|第|同|其"
)
_TAUGHT = re.compile("培训|学习班|讲座|讲堂|演练|论坛|沙龙|研修|轮训|刊")
_TO_WHOM = re.compile("(?:将|对|为|把)?(?:全[一-鿿])?")
_OF_WHICH = ("其中", "(", "含")


def _reached(head: str) -> bool:
    """A verb of arriving stands right before: 达到, 稳定在, 扩种到, 发展到."""
    if ends_with("not_reaching").search(head):
        return False
    return bool(ends_with("reaching").search(head) or re.search(r"[一-鿿][到至](?:约|近)?$", head))


def _sorted(q: Quantity, around: Around, *, level: bool) -> bool:
    """A unit of time or kind counts as a promise only in some company: 精品课程300门, 培训2期."""
    if q.unit == "期" and _TAUGHT.search(q.before):
        return True
    on = q.before.startswith(("、", "和")) and around.previous == COMMITMENT
    acted = on or bool(_doing().search(q.before))
    if q.unit in _SORTS and level and not q.chinese:
        return True
    if q.unit in _SORTS and not q.chinese and not q.after and acted and _ends_in_noun(q):
        return True
    counts = q.unit in {"年一遇", "年", "岁"}
    return counts and (level or bool(_measure().search(q.before)))


def _ends_in_noun(q: Quantity) -> bool:
    return bool(re.search("[一-鿿”)]{2}[^的占比约]$", q.before))


def _counted(q: Quantity, around: Around) -> str:
    head = _head(q, around)
    lowering = ends_with("lowering").search(head)
    level = _reached(head)
    if q.listed and around.previous == COMMITMENT and q.before[:1] in ("、", "和", "及", "与"):
        return COMMITMENT
    if q.unit in _TIMES:
        return COMMITMENT if lowering or _sorted(q, around, level=level) else ASIDE
    if lowering or level or _doing().search(q.before):
        return COMMITMENT
    if around.kin and around.previous == COMMITMENT and q.before.lstrip(",").startswith(_OF_WHICH):
        return COMMITMENT
    joined = q.before.endswith(("和", "及", "、")) or q.before.startswith(("和", "及", "、"))
    going_on = q.listed or joined or not q.after or BLANK in q.before
    if around.previous == COMMITMENT and going_on:
        return COMMITMENT
    rated = _measure().search(q.before) or _PER_THOUSAND.search(q.before)
    if rated and (around.dated or around.goals):
        return COMMITMENT
    ends = q.after[:1] in ("", "、", "和") and not q.chinese and _ends_in_noun(q)
    if around.tasked and ends and q.unit != "分" and not _HAVING.search(q.before):
        return COMMITMENT  # 免费接种疫苗8000人: what a task counts at the end of a clause
    begins = bool(_TO_WHOM.fullmatch(q.before.strip(BLANK + "、和")))
    if begins and _doing().search(q.after) and not re.search("[0-9]", q.after):
        return COMMITMENT
    return ""


_RULES: tuple[Callable[[Quantity, Around], str], ...] = (
    _past, _chained, _changing, _modifier, _unitless, _compared, _share, _often, _one, _counted,
)  # fmt: skip
