"""`docs/indicators.md`, the indicator handbook: written from the plan and the formulas alone.

`python -m deploy.handbook` rewrites it; with `--check` it only says whether it is up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from observations.indicator import Indicator
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan, Reporting, Target
from targets.national.catalogue import FORMULAS
from targets.national.formula import WORDS, Example, Formula
from targets.paces import MODELS
from targets.wording import number, target_text

PAGE = Path(__file__).resolve().parent.parent / "docs" / "indicators.md"
_DIRECTIONS = {"up": "越高越好", "down": "越低越好"}
_BINDING = {"binding": "约束性", "indicative": "预期性", "none": "—"}
_SOURCES = {"table": "指标表", "prose": "正文", "milestone": "节点", "process": "频次"}
FIELDS = {
    "area": "地区", "deadline": "期限", "tier": "层级", "leads": "牵头单位", "task": "任务",
    "cooperating": "配合单位", "comparator": "比较符", "indicator": "指标",
    "counting": "计数方式", "pace": "序时模型",
}  # fmt: skip
COUNTINGS = {"new": "期限当年新增", "cumulative": "累计"}
_UNCERTAIN = ("自知未核", "推定", "")
_INTRO = """# 指标手册

由 `make docs` 按方案数据(`targets/plans/`)和推算公式(`targets/national/`)生成,不手改;
`make check` 核对它是不是最新。方案《{title}》({document}),
{targets} 项目标,{indicators} 个指标。怎样由原始数推算、哪些可以配置,见 [推算的指标](derived.md);
一个数怎样变成结论,见 [方法](method.md)。

- **可信度**:已核,在标准或原文中看到;自知未核、推定,口径待核;未找到国家定义的口径待定,收数而不判。
- **值域**:超出硬界不可能,退回;超出常见范围存疑,由人核实。
- **目标**:指标表与正文各有一条的,两条都列,分别判。约束性未达为“未完成”,预期性未达为“未达预期”;
  正文目标不带属性(—)。
- **填报单位**:方案没写,默认第一牵头单位的,标“推定”。
"""


def page(plan: Plan) -> str:
    """The whole handbook of a plan, as Markdown."""
    aimed = {target.indicator for target in plan.targets}
    judged = [one for one in plan.indicators if one.key in aimed and one.kind != "yes"]
    steps = [one for one in plan.indicators if one.key in aimed and one.kind == "yes"]
    others = [one for one in plan.indicators if one.key not in aimed]
    used = {one.derivation for one in plan.indicators}
    rest = [formula for name, formula in FORMULAS.items() if name not in used]
    intro = _INTRO.format(
        title=plan.title,
        document=plan.document,
        targets=len(plan.targets),
        indicators=len(plan.indicators),
    )
    parts = [
        intro,
        "## 一、有数值目标的指标\n",
        *(_entry(plan, one) for one in judged),
        "## 二、节点和频次(单位为是否:填 1 已完成、0 未完成,附证明材料)\n",
        _steps(plan, steps),
        "## 三、参照量(不判达标、不要求填报)\n",
        _references(others),
        "## 四、其余推算公式\n",
        *(_formula_entry(one) for one in rest),
    ]
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(_cell(one) for one in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _entry(plan: Plan, one: Indicator) -> str:
    rows = ((label, said) for label, tell in _ROWS.items() if (said := tell(plan, one)))
    return f"### {one.name}\n\n" + _table(("项", "内容"), rows)


def _name(_: Plan, one: Indicator) -> str:
    also = f";又称 {'、'.join(one.aliases)}" if one.aliases else ""
    return f"`{one.key}`{also}"


def _unit(_: Plan, one: Indicator) -> str:
    return f"{one.unit},{one.decimals} 位小数" + (",累计数" if one.cumulative else "")


def _direction(_: Plan, one: Indicator) -> str:
    return _DIRECTIONS[one.direction]


def _frequency(_: Plan, one: Indicator) -> str:
    return f"按{one.frequency.label}填报"


def _fraction(_: Plan, one: Indicator) -> str:
    if not one.numerator:
        return ""
    above = f"分子:{one.numerator}({one.numerator_unit})"
    return f"{above}\n分母:{one.denominator}({one.denominator_unit})"


def _standard(_: Plan, one: Indicator) -> str:
    return "\n".join(text for text in (one.standard or "方案字面", one.remark) if text)


def _confidence(_: Plan, one: Indicator) -> str:
    return one.confidence or "—"


def _range(_: Plan, one: Indicator) -> str:
    said = (
        _between("硬界", one.hard_min, one.hard_max),
        _between("常见", one.plausible_min, one.plausible_max),
    )
    return ";".join(text for text in said if text) or "不限"


def _between(label: str, low: float | None, high: float | None) -> str:
    ends = ["" if one is None else number(one, 4) for one in (low, high)]
    if all(ends):
        return f"{label} {ends[0]} 至 {ends[1]}"
    return next((f"{label} {sign} {end}" for sign, end in zip("≥≤", ends, strict=True) if end), "")


def _targets(plan: Plan, one: Indicator) -> str:
    return "\n".join(_promise(plan, t) for t in plan.targets if t.indicator == one.key)


def _promise(plan: Plan, target: Target) -> str:
    """One line of the plan: value, until when, whose, where it stands, as printed."""
    until = "原文无期限" if target.open_ended else f"{target.deadline:%Y-%m-%d}"
    place = f"{_SOURCES[target.source]} {target.section}"
    words = (
        f"**{target_text(plan.indicator(target.indicator), target)}**",
        until,
        f"{target.tier}({plan.area_of(target.area).name})",
        _BINDING[target.binding],
        f"{place},印作“{target.printed}”",
        COUNTINGS.get(target.counting, ""),
        MODELS[target.pace].label if target.pace else "",
        "保持类,只判不跌破" if target.keep else "",
        "牵头 " + "、".join(plan.office(office).name for office in target.leads),
    )
    return f"{target.id}:" + ";".join(word for word in words if word)


def _reporting(plan: Plan, one: Indicator) -> str:
    asked = [r for r in plan.reporting if r.indicator == one.key]
    return "\n".join(_asked(plan, r) for r in asked)


def _asked(plan: Plan, asked: Reporting) -> str:
    inferred = "(推定)" if asked.inferred else ""
    return f"{plan.area_of(asked.area).name}:{plan.office(asked.office).name}{inferred}"


def _derivation(_: Plan, one: Indicator) -> str:
    return _formula(FORMULAS[one.derivation]) if one.derivation else ""


def _formula(formula: Formula) -> str:
    name = f"coverage --of {formula.maps}" if formula.maps else formula.name
    clause = formula.clause or "条款号待核"
    lines = [
        formula.written,
        f"依据:{formula.standard}({clause};{WORDS[formula.confidence]})",
        f"命令:`cityplan derive {name}`",
        *(f"算例:{_example(formula, one)}" for one in formula.examples),
        *formula.notes,
    ]
    return "\n".join(lines)


def _example(formula: Formula, example: Example) -> str:
    """The working by hand, and what the program makes of the same."""
    first = formula.outputs[0]
    got = getattr(formula.derive(example.inputs), first.name)
    shown = ("成立" if got else "不成立") if isinstance(got, bool) else number(got, 4)
    return f"{example.working}(程序:{shown}{first.unit})"


def _pending(plan: Plan, one: Indicator) -> str:
    said = []
    if one.definition_pending:
        said.append("**口径待定**:录入口径文件之前收数而不判。")
    elif one.confidence in _UNCERTAIN:
        said.append(f"口径待核({one.confidence or '无可信度'})。")
    mine = [target for target in plan.targets if target.indicator == one.key]
    said += [_inferred(target) for target in mine if target.inferred]
    if any(asked.inferred for asked in plan.reporting if asked.indicator == one.key):
        said.append("填报单位待书面明确。")
    return "\n".join(said) or "无"


def _inferred(target: Target) -> str:
    fields = "、".join(FIELDS[name] for name in target.inferred)
    return f"{target.id} 推定{fields}:{' '.join(target.notes)}"


_ROWS: dict[str, Callable[[Plan, Indicator], str]] = {
    "代号": _name,
    "单位": _unit,
    "方向": _direction,
    "频率": _frequency,
    "分子、分母": _fraction,
    "口径与标准": _standard,
    "可信度": _confidence,
    "值域": _range,
    "目标": _targets,
    "填报单位": _reporting,
    "推导公式": _derivation,
    "待定": _pending,
}


def _steps(plan: Plan, steps: list[Indicator]) -> str:
    tell = (_frequency, _targets, _reporting, _pending)
    rows = ((one.name, f"`{one.key}`", *(say(plan, one) for say in tell)) for one in steps)
    return _table(("名称", "代号", "频率", "目标", "填报单位", "待定"), rows)


def _references(others: list[Indicator]) -> str:
    rows = (
        (one.name, f"`{one.key}`", one.unit, one.standard or "—", one.remark or "—")
        for one in others
    )
    return _table(("名称", "代号", "单位", "标准", "说明"), rows)


def _formula_entry(formula: Formula) -> str:
    return f"### {formula.title}\n\n" + _table(("项", "内容"), iter([("公式", _formula(formula))]))


def main(check: bool) -> int:
    """Write the handbook, or with `check` say whether it is up to date; the exit code."""
    made = page(load_plan(DEFAULT_PLAN))
    if not check:
        PAGE.write_text(made, "utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text("utf-8") == made:
        return 0
    sys.stdout.write("docs/indicators.md 不是最新:运行 make docs\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main("--check" in sys.argv[1:]))
