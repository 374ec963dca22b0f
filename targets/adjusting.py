"""Mid-term adjustments from the plan's folder: strict at the door, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from observations.errors import UserError
from observations.identity import Office
from targets.adjustment import Act, Adjustment
from targets.adjustments import changes, given
from targets.model import Plan
from targets.yamlfile import MAX_BYTES, MAX_TEXT_BYTES, bounded

FOLDER = "adjustments"
Row = tuple[str, dict[str, Any]]  # where the record stands, and its fields


def own_adjustments(plan: Plan, rows: Iterable[Row]) -> tuple[Adjustment, ...]:
    """The adjustments of `rows`; `UserError` with file and line for one that cannot be meant.

    Unknown target or office, nothing changed, a day before the plan was issued, one document
    with two numbers.
    """
    adjustments = tuple(_adjustment(plan, place, fields) for place, fields in rows)
    _one_document(adjustments)
    return adjustments


def with_adjustments(plan: Plan, folder: Path, own: tuple[Adjustment, ...]) -> Plan:
    """`plan` with its `own` adjustments and their texts beside those it has from above.

    `UserError` with file and line for one that cannot apply in its turn, or a contradiction.
    """
    adjustments = (*plan.adjustments, *own)
    _all_named(plan, adjustments)
    acts = tuple(_act(folder, one) for one in _firsts(own).values())
    adjusted = replace(plan, adjustments=adjustments, acts=(*plan.acts, *acts))
    changes(adjusted)  # every record applies in its turn, or says why not
    return adjusted


def _adjustment(plan: Plan, place: str, fields: dict[str, Any]) -> Adjustment:
    one = Adjustment(**fields, place=place)
    if not (given(one) or one.withdrawn or one.added):
        cure = "写上新的 value、deadline 等字段,或 withdrawn: true、added: true"
        raise UserError(f"{place}({one.target}):没有写改了什么", cure=cure)
    require_whole(one)
    if one.effective < plan.issued:
        what = f"生效日期 {one.effective} 早于方案印发日 {plan.issued}"
        raise UserError(f"{place}.effective({one.target}):{what}", cure="改正 effective")
    require_offices(one, plan.offices)
    targets = {target.id for target in (*plan.targets, *plan.added)}
    _known(f"{place}.target:目标", (one.target,), targets)
    return one


def require_offices(one: Adjustment, offices: Iterable[Office]) -> None:
    """`UserError` for an office that none of `offices` is."""
    known = {office.id for office in offices}
    named = (*(one.leads or ()), *(one.cooperating or ()))
    _known(f"{one.place}({one.target}):单位", named, known)


def require_whole(one: Adjustment) -> None:
    """`UserError` for fields that cannot stand together or lack the words they rest on."""
    for problem, cure, broken in _RULES:
        if broken(one):
            raise UserError(f"{one.place}({one.target}):{problem}", cure=cure)


def _known(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UserError(f"{what}“{name}”没有定义", cure="照方案里的代号改正")


def _states_value(one: Adjustment) -> bool:
    return one.value is not None or one.value_max is not None or one.comparator is not None


_Rule = tuple[str, str, Callable[[Adjustment], bool]]
_RULES: tuple[_Rule, ...] = (
    (
        "撤销或新增的目标不能同时改字段",
        "拆成两条,或删去多余的字段",
        lambda a: (a.withdrawn or a.added) and (bool(given(a)) or (a.withdrawn and a.added)),
    ),
    (
        "改了数值或比较符却没有写 printed",
        "照抄调整文件里印出的数和比较用语",
        lambda a: _states_value(a) and a.printed is None,
    ),
    (
        "写了 printed 却没有写 value",
        "写上 printed 所说的数",
        lambda a: a.printed is not None and not _states_value(a),
    ),
    ("牵头单位不能为空", "写至少一个单位代号", lambda a: a.leads == ()),
)


def _firsts(adjustments: Iterable[Adjustment]) -> dict[str, Adjustment]:
    firsts: dict[str, Adjustment] = {}
    for one in adjustments:
        firsts.setdefault(one.id, one)
    return firsts


def _one_document(adjustments: tuple[Adjustment, ...]) -> None:
    """`UserError` when one document's id carries two numbers, approvers or days of decision."""
    firsts = _firsts(adjustments)
    for one in adjustments:
        first = firsts[one.id]
        for name in ("document", "approved_by", "decided"):
            here, there = getattr(one, name), getattr(first, name)
            if here != there:
                raise UserError(
                    f"{one.place}.{name}:同一调整文件“{one.id}”,这里写“{here}”,"
                    f"{first.place} 写“{there}”",
                    cure="改成一致;另一份文件另用一个 id",
                )


def _all_named(plan: Plan, adjustments: tuple[Adjustment, ...]) -> None:
    """`UserError` for a target of added.yaml that no adjustment brings into force."""
    named = {one.target for one in adjustments if one.added}
    for target in plan.added:
        if target.id not in named:
            raise UserError(
                f"added.yaml:新目标“{target.id}”没有对应的调整",
                cure=f"在 adjustments.yaml 里写一条 target: {target.id}、added: true",
            )


def _act(folder: Path, one: Adjustment) -> Act:
    name = f"{FOLDER}/{one.id}.txt"
    try:
        text = bounded(folder / name, name, MAX_TEXT_BYTES).decode("utf-8-sig")
    except (UserError, UnicodeDecodeError) as error:
        raise UserError(
            f"{one.place}.id:读不到调整文件原文 {name}", cure="放入 UTF-8 编码的原文"
        ) from error
    if len(text) > MAX_BYTES:
        raise UserError(f"{name}:超过 {MAX_BYTES} 字", cure="只放调整文件正文")
    return Act(one.id, text)


def texts_of(folder: Path) -> list[Path]:
    """The adjusting documents' texts in a plan's folder: part of its edition."""
    return sorted((folder / FOLDER).glob("*.txt"))


def edition_name(issued: date) -> str:
    """What a target as first issued is called: `2023版`."""
    return f"{issued.year}版"
