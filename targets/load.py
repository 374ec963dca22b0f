"""From a plan's folder to a `Plan`: strict at the door, every mistake with file and line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from observations.errors import UserError
from observations.indicator import Indicator
from observations.period import Frequency
from targets import files
from targets.above import folder_above
from targets.adjusting import edition_name
from targets.area_rules import areas_of
from targets.folder import Row, digest_of, head_of, rows_of, text_of, unique
from targets.inheriting import Above, Heir
from targets.members import circle_of
from targets.model import NumberException, Plan, Reporting, Target, Task
from targets.national.catalogue import named_inputs
from targets.office_rules import AtHome, at_home, offices_of
from targets.share import Share, heritage, require_apart, share_of, with_indicators, with_share

DEFAULT_PLAN: Path = Path(__file__).parent / "plans" / "yijinhuoluo-2023-2025"

_Known = dict[str, dict[str, Any]]  # by kind of thing, what may be named by its id


def load_plan(folder: Path) -> Plan:
    """The plan kept in `folder`; `UserError` (file, line, field) when it cannot be understood.

    With what it inherits of the plans above. Loading proves form and references; whether the
    data agree with the document's text is `check.check_plan`'s question.
    """
    return _loaded(folder, ()).plan


def _loaded(folder: Path, below: tuple[Path, ...]) -> Above:
    """The plan with what it hands down; `below` are the folders of the plans that inherit it."""
    if not folder.is_dir():
        raise UserError(f"方案文件夹“{folder}”不存在", cure="检查 --plan 给的路径")
    head = head_of(folder)
    inherits = head.pop("inherits", None)
    above = None
    if inherits is not None:
        above = _loaded(folder_above(folder, inherits, below), (*below, folder.resolve()))
    digest = digest_of(folder, above.digest if above else "")
    plan, share = _written(folder, {**head, "version": digest[:16]}, above)
    whole, lines = with_share(plan, folder, share)
    return Above(whole, lines, digest)


def _written(folder: Path, head: dict[str, Any], above: Above | None) -> tuple[Plan, Share]:
    """The plan without its adjustments, and what of it is from the plans above."""
    offices = unique(rows_of(folder, files.OFFICES), "id")
    areas = unique(rows_of(folder, files.AREAS), "code")
    _known(("plan.yaml", head), "area", [head["area"]], areas)
    places = areas_of(areas)
    named = offices_of(offices, places, head["area"])
    share = share_of(folder, Heir(head, places, named), above)
    defined = unique(rows_of(folder, files.INDICATORS), "key")
    indicators = with_indicators({k: _indicator(row) for k, row in defined.items()}, defined, share)
    _raw_quantities(defined, indicators)
    tasks = unique(rows_of(folder, files.TASKS), "id")
    known: _Known = {"office": offices, "area": areas, "indicator": indicators, "task": tasks}
    first, later = _targets(folder, known, edition_name(head["issued"]))
    require_apart((*first, *later), share)
    reporting = rows_of(folder, files.REPORTING)
    _references([*tasks.values(), *reporting], known)
    plan = Plan(
        **head,
        **heritage(share),
        text=text_of(folder),
        offices=named,
        areas=places,
        indicators=tuple(indicators.values()),
        targets=(*first, *share.targets),
        added=(*later, *share.added),
        tasks=tuple(Task(**{"cooperating": (), **fields}) for _, fields in tasks.values()),
        reporting=_reporting(
            (*first, *later, *share.targets, *share.added),
            reporting,
            at_home(named, head["area"]),
        ),
        exceptions=tuple(NumberException(**f) for _, f in rows_of(folder, files.EXCEPTIONS)),
    )
    _whole_areas(plan)
    return plan, share


def _targets(folder: Path, known: _Known, edition: str) -> tuple[tuple[Target, ...], ...]:
    """The targets of the plan's own text, and those that its adjustments add."""
    first, later = rows_of(folder, files.TARGETS), rows_of(folder, files.ADDED)
    rows = [_with_task(row, known["task"]) for row in unique([*first, *later], "id").values()]
    _references(rows, known)
    built = tuple(_target(row, known["indicator"], edition) for row in rows)
    return built[: len(first)], built[len(first) :]


def _with_task(row: Row, tasks: Mapping[str, Row]) -> Row:
    """A target that names no leads takes those of its task."""
    place, fields = row
    if "leads" in fields or fields.get("task") not in tasks:
        return row
    task = tasks[fields["task"]][1]
    offices = {"leads": task["leads"], "cooperating": task.get("cooperating", ())}
    return place, {**offices, **fields}


def _references(rows: Iterable[Row], known: _Known) -> None:
    for row in rows:
        fields = row[1]
        _known(
            row,
            "office",
            (*fields.get("leads", ()), *fields.get("cooperating", ())),
            known["office"],
        )
        for name, index in known.items():
            if name in fields:
                _known(row, name, (fields[name],), index)


def _known(row: Row, name: str, keys: Iterable[str], index: Collection[str]) -> None:
    label = {"office": "单位", "area": "地区", "indicator": "指标", "task": "任务"}[name]
    for key in keys:
        if key not in index:
            raise UserError(f"{row[0]}:{label}“{key}”没有定义", cure=f"在{label}文件里补上或改正")


_INDICATOR_RULES: tuple[tuple[str, Callable[[Indicator], bool]], ...] = (
    (
        "cumulative 和 year_to_date 只能有一个",
        lambda i: i.cumulative and i.year_to_date,
    ),
    (
        "aggregation 为 ratio、supply 要有 denominator",
        lambda i: i.aggregation in {"ratio", "supply"} and not i.denominator,
    ),
    (
        "aggregation 为 all 的只能是是否类,是否类只能为 all 或 none",
        lambda i: (
            bool(i.aggregation)
            and (i.aggregation == "all") != (i.kind == "yes")
            and i.aggregation != "none"
        ),
    ),
    (
        "率、比值、密度不能相加,aggregation 不能为 sum",
        lambda i: i.aggregation == "sum" and i.kind in {"rate", "ratio", "density"},
    ),
    (
        "季节份额应每期一个,逐期不减,最后一个为 1",
        lambda i: bool(i.season) and not _is_season(i.season, 12 // i.frequency.months),
    ),
)


def _is_season(shares: tuple[float, ...], periods: int) -> bool:
    rising = all(a <= b for a, b in zip((0.0, *shares), shares, strict=False))
    return len(shares) == periods and rising and shares[-1] == 1


def _raw_quantities(own: Mapping[str, Row], known: Collection[str]) -> None:
    """What an indicator is derived from is what its formula asks for, and defined."""
    for place, fields in own.values():
        if not fields.get("inputs"):
            continue
        try:
            named = named_inputs(fields.get("derivation", ""), fields["inputs"])
        except UserError as wrong:
            raise UserError(f"{place}({fields['key']}):{wrong.what}", cure=wrong.cure) from wrong
        _known((place, fields), "indicator", named.values(), known)


def _whole_areas(plan: Plan) -> None:
    """`UserError` for an area that is a part of itself, or has a part twice."""
    circle = circle_of(plan)
    if circle:
        what = f"areas.yaml:{'、'.join(circle)} 互为组成部分"
        raise UserError(what, cure="改正 members 或 parent")
    for area in plan.areas:
        if len(set(area.members or ())) < len(area.members or ()):
            raise UserError(f"areas.yaml:{area.code} 的 members 有重复", cure="删去重复的")


def _indicator(row: Row) -> Indicator:
    fields = row[1]
    indicator = Indicator(**{**fields, "frequency": Frequency(fields["frequency"])})
    for problem, broken in _INDICATOR_RULES:
        if broken(indicator):
            raise UserError(f"{row[0]}({indicator.key}):{problem}", cure="改正后再试")
    return indicator


_TARGET_RULES: tuple[tuple[str, Callable[[Target], bool]], ...] = (
    (
        "区间目标要有 value_max,且不小于 value",
        lambda t: t.comparator == "range" and (t.value_max is None or t.value_max < t.value),
    ),
    ("只有区间目标才有 value_max", lambda t: t.comparator != "range" and t.value_max is not None),
    ("缺少牵头单位,也没有所属任务可取", lambda t: not t.leads),
    ("有推定的字段却没有 notes 说明", lambda t: bool(t.inferred) and not t.notes),
    (
        "来自表的目标要有 number",
        lambda t: t.source == "table" and t.number is None,
    ),
    ("频次类目标要有 cadence", lambda t: t.source == "process" and not t.cadence),
    (
        "open_ended 的期限必是推定,inferred 要含 deadline",
        lambda t: t.open_ended and "deadline" not in t.inferred,
    ),
)


def _target(row: Row, indicators: Mapping[str, Indicator], edition: str) -> Target:
    measured = indicators[row[1]["indicator"]]
    target = Target(unit=measured.unit, version=edition, **row[1])
    if target.counting and measured.kind != "count":
        raise UserError(f"{row[0]}({target.id}):只有件数类指标才写 counting", cure="删去 counting")
    for problem, broken in _TARGET_RULES:
        if broken(target):
            raise UserError(f"{row[0]}({target.id}):{problem}", cure="改正后再试")
    return target


def _reporting(targets: tuple[Target, ...], rows: list[Row], home: AtHome) -> tuple[Reporting, ...]:
    """One office a key: as written in reporting.yaml, else inferred: the first lead, or the
    office of the value's own area that has the lead's name.
    """
    chosen: dict[tuple[str, str], Reporting] = {}
    for place, fields in rows:
        key = (fields["indicator"], fields["area"])
        if key in chosen:
            raise UserError(
                f"{place}:{key[0]} 在 {key[1]} 已有填报单位", cure="一个指标一个地区只留一个单位"
            )
        chosen[key] = Reporting(**fields)
    for target in targets:
        key = (target.indicator, target.area)
        office = home(target.leads[0], target.area)
        chosen.setdefault(key, Reporting(*key, office=office, inferred=True))
    order = {(t.indicator, t.area): n for n, t in reversed(list(enumerate(targets)))}
    return tuple(
        sorted(chosen.values(), key=lambda r: order.get((r.indicator, r.area), len(order)))
    )
