"""A draft as a plan folder: files by name, in the form that `load_plan` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from observations import area_code
from targets.extract.model import Draft, Found, NumberAside, TargetDraft
from targets.extract.show import counting, draft_document
from targets.files import INFERABLE
from targets.quotes import fold
from targets.sections import FRONT, section_named, sections, task_section

AREA = area_code.UNKNOWN  # until a person enters the administrative code
OPEN_OFFICE = {"id": "undecided", "name": "待定单位"}
_CADENCES = {"month", "quarter", "year", "five-years"}
_NEAREST = {
    "day": "month",
    "week": "month", "ten-days": "month", "half-month": "month",
    "half-year": "year", "two-years": "year", "three-years": "five-years",
}  # fmt: skip
_WORDS = {
    "day": "每日", "week": "每周", "ten-days": "每旬", "half-month": "每半月",
    "half-year": "每半年", "two-years": "每两年", "three-years": "每三年",
}  # fmt: skip
_LEAST_LEVEL = 2
_MOST_TITLE = 200
_MOST_MORE = 8  # characters added to a quote that stands more than once
_MOST_ASIDES = 1_000
_PROMISING = re.compile(
    "[0-9零〇一二三四五六七八九十百](?:[%\uff05‰]|[^,。;、]{0,4}(?:以上|以下|以内))"
)
_DATE = re.compile(
    r"[^0-9〇零一二三四五六七八九十两半]{0,3}(?:(?:20[0-9]{2}年)(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:[-\u2014\uff0d][0-9]{1,2}月)?"
    r"|每月[0-9]{1,2}日|[0-9]{1,2}月(?:[0-9]{1,2}日)?)[^0-9〇零一二三四五六七八九十两半百千]*"
)
_REASONS = {"document number", "date", "ordinal", "name", "description"}

Record = dict[str, Any]


def plan_folder(draft: Draft) -> dict[str, str]:
    """Every file of the draft's folder, by its name.

    `plan.txt` is the text with white space, page numbers and table marks settled; all quotes
    are verbatim in it. What is inferred is listed as such with its note.
    """
    document = draft_document(draft)
    return {
        "plan.txt": draft.text,
        "plan.yaml": _head(draft),
        "offices.yaml": _listed("offices", _offices(draft)),
        "areas.yaml": _listed("areas", [_area(draft)]),
        "indicators.yaml": _listed("indicators", _indicators(draft.targets)),
        "tasks.yaml": _listed("tasks", _tasks(draft)),
        "targets.yaml": _listed("targets", [_target(t, draft) for t in draft.targets]),
        "exceptions.yaml": _listed("exceptions", _exceptions(draft)),
        "questions.json": json.dumps(document["questions"], ensure_ascii=False, indent=1) + "\n",
    }


def _head(draft: Draft) -> str:
    head = draft.head
    chapters = dict.fromkeys(
        chapter for t in draft.targets if (chapter := _chapter(t.found.section))
    )
    record: Record = {
        "id": "draft",
        "title": head.title,
        "document": head.document or "文号待补",
        "issuer": head.issuer or "印发单位待补",
        "area": AREA,
        "start": str(head.start),
        "end": str(head.end),
        "issued": str(head.issued),
        "pace_origin": str(head.start),
        "covered": list(chapters),
    }
    return "# 由原文抽取的草稿,逐项核对后再用;待核问题见 questions.json。\n" + "".join(
        _lines(record, "")
    )


def _chapter(section: str) -> str:
    match = re.match(r"[一二三四五六七八九十]+", section)
    return match.group() if match else ""


def _offices(draft: Draft) -> Iterator[Record]:
    for office in draft.offices:
        record: Record = {"id": office.id, "name": office.name}
        yield record | ({"aliases": list(office.aliases)} if office.aliases else {})
    yield dict(OPEN_OFFICE)


def _area(draft: Draft) -> Record:
    city = draft.targets and draft.targets[-1].tier == "市"
    return {"code": AREA, "name": "本地区", "level": "市" if city else "旗区"}


def _indicators(targets: Iterable[TargetDraft]) -> list[Record]:
    by_key: dict[str, Record] = {}
    for target in targets:
        f = target.found
        kind = _kind(f)
        record: Record = {
            "key": target.indicator,
            "name": f.name,
            "unit": f.unit,
            "kind": kind,
            "direction": "down" if f.comparator == "<=" else "up",
            "frequency": {"month": "M", "quarter": "Q"}.get(f.cadence, "A"),
            "decimals": 0 if kind in ("count", "yes") and float(f.value).is_integer() else 2,
            "remark": "口径由人补上:分子、分母、数据来源",
        }
        record |= {"hard_min": 0, "hard_max": 100} if _share(f) else {}
        by_key.setdefault(target.indicator, record)
    return list(by_key.values())


def _kind(found: Found) -> str:
    if found.comparator == "yes":
        return "yes"
    kinds = {"%": "rate", "‰": "rate", "比值": "ratio"}
    return kinds.get(found.unit, "amount" if "/" in found.unit else "count")


def _share(found: Found) -> bool:
    """True for a part of a whole: it lies between 0 and 100."""
    return found.unit == "%" and found.name.endswith(("率", "比例", "占比", "比重", "覆盖面"))


def _tasks(draft: Draft) -> Iterator[Record]:
    """Tasks of parts and of numbered items; one of a whole chapter has no place in the form."""
    levels = {section.name: section.level for section in sections(draft.text)}
    seen: set[str] = set()
    for task in draft.tasks:
        where = task_section(draft.text, task.section, task.number)
        if levels.get(where, 0) < _LEAST_LEVEL or task.id in seen:
            continue
        seen.add(task.id)
        record: Record = {
            "id": task.id,
            "section": task.section or FRONT,
            "number": task.number,
            "title": task.title,
            "leads": list(task.leads),
        }
        yield record | _given(cooperating=list(task.cooperating)) | {"quote": task.quote}


def _given(**fields: Any) -> Record:
    return {name: value for name, value in fields.items() if value}


def _target(target: TargetDraft, draft: Draft) -> Record:
    f = target.found
    notes, cadence = list(target.notes), f.cadence
    inferred = [name for name in target.inferred if name in INFERABLE]
    if cadence and cadence not in _CADENCES:
        cadence = _NEAREST[cadence]
        notes.append(f"原文是{_WORDS[f.cadence]},数据格式没有,暂记 {cadence},须核")
    if "deadline" not in inferred and not _year_beside(target, draft):
        inferred.append("deadline")
        notes.append("年份不在同一句里,按上文、标题、完成时限或方案期推定")
    inferred = list(dict.fromkeys([*inferred, "area", "indicator"]))
    notes.append("地区代码和指标口径由人补上")
    record: Record = {
        "id": target.id,
        "name": f.name,
        "indicator": target.indicator,
        "area": AREA,
        "comparator": f.comparator,
        "value": f.value,
    }
    record |= {} if f.value_max is None else {"value_max": f.value_max}
    record |= {"printed": f.printed} | _given(printed_comparator=f.printed_comparator)
    record |= {"deadline": str(f.deadline)} | _given(open_ended=f.open_ended)
    record |= {"tier": target.tier, "binding": f.binding, "section": f.section or FRONT}
    record |= {"quote": target.quote, "source": f.source}
    record |= _given(category=f.category, number=f.number if f.source == "table" else None)
    record |= _given(counting=counting(target))
    leads = list(target.leads) or [OPEN_OFFICE["id"]]
    record |= {"leads": leads} | _given(cooperating=list(target.cooperating), cadence=cadence)
    return record | {"inferred": inferred, "notes": notes}


def _year_beside(target: TargetDraft, draft: Draft) -> bool:
    """True when the deadline's year stands in the section's title or in the sentence."""
    section = section_named(draft.text, target.found.section)
    start, end = (section.body if section else target.found.quote[0]), target.found.quote[0]
    stop = draft.text.find("。", start, end)
    title = draft.text[start : stop if stop >= 0 else max(start, end)]
    own = draft.text[max(draft.text.rfind("。", start, end) + 1, start) : end]
    told = fold(title[:_MOST_TITLE]) + fold(own) + target.quote
    return f"{target.found.deadline.year}年" in told


def _exceptions(draft: Draft) -> Iterator[Record]:
    """Numbers set aside that stand once in their section: others a person has to place."""
    bodies = {s.name: "".join(draft.text[s.body : s.end].split()) for s in sections(draft.text)}
    for aside in draft.asides[:_MOST_ASIDES]:
        body = bodies.get(aside.section, "")
        quote = _unique(aside, body, draft.text) if aside.section and _believable(aside) else ""
        if quote:
            yield {"section": aside.section, "quote": quote, "reason": aside.reason}


def _unique(aside: NumberAside, body: str, text: str) -> str:
    """The quote, with as many of the words after it as make it stand once; "" when none do."""
    start, end = aside.span
    for more in range(_MOST_MORE):
        quote = fold(text[start : end + more])
        if more and re.search(r"[0-9]|[〇零一二三四五六七八九十百千万两半]", quote[-1:]):
            return ""
        if body.count(quote) == 1:
            return quote
    return ""


def _believable(aside: NumberAside) -> bool:
    """What looks like a promise is left for a person: `plan check` would not take it either."""
    if aside.reason == "date":
        return bool(_DATE.fullmatch(aside.quote))
    return aside.reason in _REASONS and not _PROMISING.search(aside.quote)


def _listed(key: str, records: Iterable[Mapping[str, Any]]) -> str:
    blocks = ["".join(_lines(record, "    ")) for record in records]
    if not blocks:
        return f"{key}: []\n"
    return f"{key}:\n" + "".join(f"  - {block[4:]}" for block in blocks)


def _lines(record: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in record.items():
        yield f"{indent}{name}: {_written(value)}\n"


def _written(value: Any) -> str:
    """A value as YAML's flow form; text always in double quotes, as in JSON."""
    if isinstance(value, list):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if isinstance(value, float):
        plain = f"{value:.4f}".rstrip("0").rstrip(".")
        return plain or "0"
    return json.dumps(value, ensure_ascii=False)
