"""Rows of the open data from approved documents, the runs they tell and the plans then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from briefings.open_data import Disclosed, OpenData, OpenTable, Origin, filled, newest
from briefings.open_data_forms import (
    AREAS,
    ASSESSMENTS,
    CODES,
    COMPARATORS,
    DISCLOSURES,
    INDICATORS,
    OBSERVATIONS,
    OFFICES,
    PERIODS,
    STANDINGS,
    TARGETS,
    TASKS,
    WORDS,
)
from briefings.open_data_numbers import digits, exact, shown, truth
from observations.period import ReportingPeriod
from targets.assessment import Assessment
from targets.model import Plan

Row = dict[str, str]
Key = tuple[str, str, str]
CHECKING = "checking"
_COMPOSED = frozenset({"composed", "missing_areas"})
_UNCERTAIN = ("E", "P")
_SIGNS = {sign: code for code, sign in COMPARATORS.items()}


def open_data(disclosed: Sequence[Disclosed]) -> OpenData:
    """All tables of what is `disclosed`, at least one document; the same for the same ones."""
    last = newest(disclosed)
    return OpenData(
        plan=last.plan.title,
        document=last.plan.document,
        issuer=last.plan.issuer,
        updated=last.approved_on,
        demo=any(one.demo for one in disclosed),
        sha256s=tuple(sorted(one.sha256 for one in disclosed)),
        tables={one.form.name: one for one in _tables(disclosed)},
    )


def _tables(disclosed: Sequence[Disclosed]) -> Iterator[OpenTable]:
    ordered = sorted(disclosed, key=lambda one: one.order)
    told = filled(OBSERVATIONS, _observations(ordered))
    assessed = filled(ASSESSMENTS, (row for one in ordered for row in _assessments(one)))
    targets = filled(TARGETS, _targets(ordered))
    yield from (told, targets, assessed)
    yield filled(STANDINGS, (row for one in ordered for row in _standings(one)))
    yield filled(DISCLOSURES, (_disclosure(one) for one in ordered))
    used = list(targets.records())
    plans = [one.plan for one in ordered]
    yield filled(INDICATORS, _indicators(plans, {row["indicator"] for row in used}))
    yield filled(AREAS, _areas(plans, {row["area"] for row in used}))
    yield filled(OFFICES, [{"code": one.id, "name": one.name} for one in plans[-1].offices])
    yield filled(TASKS, _tasks(plans))
    yield filled(PERIODS, _periods((told, assessed), ordered))
    for name, form in WORDS.items():
        words = CODES[name].items()
        yield filled(form, ({"code": c, "name": zh, "name_en": en} for c, (zh, en) in words))


def _observations(ordered: Sequence[Disclosed]) -> Iterable[Row]:
    """The values that are values of a key of the record; what was approved last stands.

    A number reckoned from several periods of an indicator (new pieces of a year) is none: it
    stands in the assessments alone. A value that a later document says is being verified is
    told no more.
    """
    found: dict[Key, Row] = {}
    for one in ordered:
        checking = {_key(verdict) for told, verdict in one.told() if told["level"] == CHECKING}
        kept = {key: row for key, row in found.items() if key not in checking}
        found = kept | _told_by(one)
    return found.values()


def _told_by(one: Disclosed) -> dict[Key, Row]:
    """A document's own values; of two targets' digits for one value the more."""
    found: dict[Key, Row] = {}
    for told, verdict in one.told():
        row = _observation(one, verdict) if told["value"] is not None else None
        if row is None:
            continue
        known = found.setdefault(_key(verdict), row)
        if int(known["decimals"]) < int(row["decimals"]):
            found[_key(verdict)] = row
    return found


def _key(verdict: Assessment) -> Key:
    return verdict.indicator, verdict.area, verdict.observed_period or ""


def _observation(one: Disclosed, verdict: Assessment) -> Row | None:
    if verdict.value is None or verdict.observed_period is None:
        return None
    key = _key(verdict)
    origins = [one.origins[number] for number in verdict.lineage if number in one.origins]
    own = next((o for o in origins if (o.indicator, o.area, o.period) == key), None)
    if own is not None and own.value != verdict.value:
        return None
    target = next(t for t in one.plan.targets if t.id == verdict.target_id)
    source = _reckoned(verdict, target.counting) if own is None else _reported(own)
    if not source:
        return None
    indicator = one.plan.indicator(verdict.indicator)
    wide = digits(indicator, verdict)
    return {
        **dict(zip(("indicator", "area", "period"), key, strict=True)),
        "value": shown(verdict.value, wide),
        "unit": indicator.unit,
        "decimals": str(wide),
        "source": source,
        "revision": own.revision if own else "",
        "approved_on": _latest_day([own] if own else origins),
        "status": own.status if own else _status(origins),
        "disclosure": one.period,
        "demo": truth(one.demo and source != "quoted"),
    }


def _reported(own: Origin) -> str:
    return "quoted" if own.quoted else "reported"


def _reckoned(verdict: Assessment, counting: str) -> str:
    """How a value without a revision of its own came to be; empty when it is no observation."""
    codes = {one.code for one in verdict.caveats}
    if counting:
        return ""
    return "derived" if "derived" in codes else "composed" if codes & _COMPOSED else ""


def _status(origins: Iterable[Origin]) -> str:
    """The weakest of what a value was put together from."""
    found = {one.status for one in origins}
    return next((one for one in _UNCERTAIN if one in found), "A")


def _latest_day(origins: Iterable[Origin]) -> str:
    days = [one.approved_on for one in origins if one.approved_on]
    return max(days).isoformat() if days else ""


def _assessments(one: Disclosed) -> Iterator[Row]:
    for told, verdict in one.told():
        indicator = one.plan.indicator(verdict.indicator)
        value = told["value"]
        yield {
            "disclosure": one.period,
            "target": verdict.target_id,
            "version": _version(one, verdict),
            "measured": told["measured"],
            "value": "" if value is None else shown(value, digits(indicator, verdict)),
            "unit": indicator.unit,
            "level": told["level"],
            "trend": told["trend"],
            "notes": ";".join(told["notes"]),
            "demo": truth(one.demo),
        }


def _version(one: Disclosed, verdict: Assessment) -> str:
    return verdict.target_version or one.plan.version[:12]


def _targets(ordered: Sequence[Disclosed]) -> Iterable[Row]:
    found: dict[tuple[str, str], Row] = {}
    for one in ordered:
        targets = {target.id: target for target in one.plan.targets}
        for told, verdict in one.told():
            target = targets[verdict.target_id]
            version = _version(one, verdict)
            found[target.id, version] = {
                "target": target.id,
                "version": version,
                "name": told["name"],
                "indicator": target.indicator,
                "area": target.area,
                "comparator": _SIGNS[verdict.comparator],
                "value": exact(verdict.target),
                "value_max": "" if target.value_max is None else exact(target.value_max),
                "unit": one.plan.indicator(target.indicator).unit,
                "goal": told["goal"],
                "deadline": "" if target.open_ended else target.deadline.isoformat(),
                "binding": told["binding"],
                "tier": told["tier"],
                "task": target.task or "",
            }
    return found.values()


def _standings(one: Disclosed) -> Iterator[Row]:
    tasks = {target.id: target.task for target in one.plan.targets if target.task}
    counts = Counter((tasks[t["id"]], t["level"]) for t, _ in one.told() if t["id"] in tasks)
    for (task, level), count in counts.items():
        yield {
            "disclosure": one.period,
            "task": task,
            "level": level,
            "count": str(count),
            "demo": truth(one.demo),
        }


def _disclosure(one: Disclosed) -> Row:
    return {
        "period": one.period,
        "approved_on": one.approved_on.isoformat(),
        "sha256": one.sha256,
        "measured_to": one.content["measured_to"],
        "time_share": exact(one.content["time_share"]),
        "rule": one.content["rule"],
        "plan": one.content["plan"],
        "demo": truth(one.demo),
    }


def _indicators(plans: Iterable[Plan], used: set[str]) -> Iterable[Row]:
    """Those that are used, by the definition of the plan that was told last."""
    found = {one.key: one for plan in plans for one in plan.indicators if one.key in used}
    for one in found.values():
        yield {
            "code": one.key,
            "name": one.name,
            "unit": one.unit,
            "kind": one.kind,
            "direction": one.direction,
            "frequency": one.frequency.value,
            "decimals": str(one.decimals),
            "minimum": "" if one.hard_min is None else exact(one.hard_min),
            "maximum": "" if one.hard_max is None else exact(one.hard_max),
            "numerator": one.numerator,
            "denominator": one.denominator,
            "standard": one.standard,
            "checked": one.confidence,
        }


def _areas(plans: Iterable[Plan], used: set[str]) -> Iterable[Row]:
    """Those that are used, and the areas above them."""
    known = {one.code: one for plan in plans for one in plan.areas}
    found: dict[str, Row] = {}
    waiting = sorted(used)
    while waiting:
        one = known[waiting.pop()]
        above = one.parent if one.parent in known else None
        found[one.code] = {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "parent": above or "",
        }
        waiting += [above] if above and above not in found else []
    return found.values()


def _tasks(plans: Iterable[Plan]) -> Iterable[Row]:
    found = {one.id: one for plan in plans for one in plan.tasks}
    for one in found.values():
        number = str(one.number)
        yield {"code": one.id, "section": one.section, "number": number, "title": one.title}


def _periods(tables: Iterable[OpenTable], ordered: Iterable[Disclosed]) -> Iterable[Row]:
    named = {one.period for one in ordered}
    for table in tables:
        for row in table.records():
            named |= {row.get("period", ""), row.get("measured", "")}
    for written in named - {""}:
        one = ReportingPeriod.parse(written)
        yield {
            "code": written,
            "name": one.label,
            "frequency": one.frequency.value,
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
        }
