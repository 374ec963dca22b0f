"""Why a level is this level: the thresholds of the rule it was judged by, in words."""

from __future__ import annotations

from observations.errors import UserError
from targets.assessment import Assessment
from targets.rulebook import Band, Rule, load_rule
from targets.wording import number

_BY_CODE = {
    "met": "达到目标即为已达标,不看序时",
    "fell_below": "须保持的目标(或原已达到)未保持住,即为滞后",
    "milestone_missed": "到期未完成即为严重滞后,没有中间一档",
    "milestone_not_due": "节点未到,不判水平",
    "missing": "没有已审定的值,不判水平",
    "area_ended": "行政区划调整,地区已撤销,不判水平",
    "area_not_yet": "行政区划调整,地区还未设立,不判水平",
    "part_missing": "合计不全,只知下限,不判水平",
    "no_baseline": "缺基期值,不知全程多远,不判水平",
    "definition_pending": "口径待定,录入口径文件之前不判水平",
    "no_deadline": "方案没有写期限,只列现状",
    "pace_undefined": "所用模型对这组数不适用,不判水平",
    "not_reached": "期末只看是否达到",
}


def level_words(verdict: Assessment) -> str:
    """What the level follows from; empty for a run of before that kept no rule."""
    known = _BY_CODE.get(verdict.why_code, "")
    rule = _rule(verdict.rule_version)
    if known or rule is None:
        return known
    if verdict.achieved_share is None:
        return "没有基期值,只看是否达到应达值,不知差几个百分点"
    if verdict.why_code != "deadline_missed":
        return _bands(rule.bands)
    late = tuple(band for band in rule.bands if band.level != "on_pace")
    return f"期限已到未达目标:{_bands(late)}"


def rule_line(verdict: Assessment) -> tuple[str, str]:
    """The rule's name with its edition, and what it calls this level's colour."""
    called = f",该规则称“{verdict.colour}”" if verdict.colour else ""
    return rule_title(verdict.rule_version), f"{verdict.rule_version}{called}"


def rule_title(written: str) -> str:
    """`银川2025第1版` for `yinchuan-2025-1`; as written when no such file is known."""
    rule = _rule(written)
    return written if rule is None else f"{rule.title}第{rule.version}版"


def consequence_words(verdict: Assessment) -> str:
    """`约束性指标,列入督办`; empty when nothing follows."""
    rule = _rule(verdict.rule_version)
    if rule is None or verdict.consequence in ("", "none"):
        return ""
    return rule.consequence_words.get(verdict.consequence, "")


def _rule(written: str) -> Rule | None:
    """The rule file of this edition; None when it is no longer among the files."""
    name = written.rpartition("-")[0]
    try:
        rule = load_rule(name) if name else None
    except UserError:
        return None  # a run of before, by a rule file that was renamed
    return rule if rule is not None and rule.id == written else None


def _bands(bands: tuple[Band, ...]) -> str:
    """`落后不超过10个百分点为达序时,不超过30个百分点为滞后,再多为严重滞后`."""
    told = []
    for place, band in enumerate(bands):
        if band.within == 0:
            told.append(f"不落后为{band.word}")
        elif band.within is not None:
            lead = "" if place else "落后"
            told.append(f"{lead}不超过{number(band.within, 1)}个百分点为{band.word}")
        elif place:
            lead = "落后" if bands[place - 1].within == 0 else "再多"
            told.append(f"{lead}即为{band.word}")
        else:
            told.append(f"即为{band.word}")
    return ",".join(told)
