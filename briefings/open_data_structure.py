"""The data structures of the open data in SDMX: what stands in which column, by which codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from briefings.open_data import OpenData, OpenTable
from briefings.open_data_forms import BINDINGS, COMPARATORS

AGENCY = "CITYPLAN"
VERSION = "1.0"
_URN = "urn:sdmx:org.sdmx.infomodel"
_PERIOD = "ObservationalTimePeriod"
Place = Literal["dimension", "time", "measure", "attribute"]


@dataclass(frozen=True)
class Part:
    """A component: its id, the column it is taken from, and its codes or its data type."""

    id: str
    column: str
    title: str
    place: Place = "attribute"
    codes: str = ""
    type: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Flow:
    """A dataflow of one table, its columns in order."""

    id: str
    table: str
    title: str
    parts: tuple[Part, ...]


def _key(id_: str, column: str, title: str, codes: str = "", type_: str = "") -> Part:
    return Part(id_, column, title, "dimension", codes, type_, needed=True)


def _time(column: str) -> Part:
    return Part("TIME_PERIOD", column, "报告期", "time", type=_PERIOD, needed=True)


def _value(title: str, type_: str = "Decimal", *, needed: bool) -> Part:
    column = "count" if type_ == "Integer" else "value"
    return Part("OBS_VALUE", column, title, "measure", type=type_, needed=needed)


_UNIT = Part("UNIT_MEASURE", "unit", "计量单位", type="String", needed=True)
_DEMO = Part("DEMO", "demo", "演示数据", type="Boolean", needed=True)
_TARGET = _key("TARGET", "target", "目标", "CL_TARGET")
FLOWS = (
    Flow("OBSERVATIONS", "observations", "观测值", (
        _key("FREQ", "period", "频率", "CL_FREQ"),
        _key("INDICATOR", "indicator", "指标", "CL_INDICATOR"),
        _key("REF_AREA", "area", "地区", "CL_AREA"),
        _time("period"),
        _value("数值", needed=True),
        _UNIT,
        Part("DECIMALS", "decimals", "小数位", type="Integer", needed=True),
        Part("OBS_STATUS", "status", "数据状态", codes="CL_OBS_STATUS", needed=True),
        Part("SOURCE_KIND", "source", "来源种类", codes="CL_SOURCE_KIND", needed=True),
        Part("REVISION", "revision", "修订号", type="String"),
        Part("APPROVED_ON", "approved_on", "审定日期", type="GregorianDay"),
        Part("DISCLOSURE", "disclosure", "公开的报告期", type=_PERIOD, needed=True),
        _DEMO,
    )),
    Flow("ASSESSMENTS", "assessments", "进展", (
        _key("FREQ", "disclosure", "频率", "CL_FREQ"),
        _TARGET,
        _time("disclosure"),
        _value("对照目标的数值", needed=False),
        _UNIT,
        Part("LEVEL", "level", "进展", codes="CL_LEVEL", needed=True),
        Part("TREND", "trend", "趋势", codes="CL_TREND"),
        Part("TARGET_VERSION", "version", "目标版本", type="String", needed=True),
        Part("MEASURED", "measured", "实测的报告期", type=_PERIOD),
        Part("NOTES", "notes", "注", type="String"),
        _DEMO,
    )),
    Flow("TARGETS", "targets", "目标", (
        _TARGET,
        _key("TARGET_VERSION", "version", "目标版本", type_="String"),
        _value("目标值", needed=True),
        Part("INDICATOR", "indicator", "指标", codes="CL_INDICATOR", needed=True),
        Part("REF_AREA", "area", "地区", codes="CL_AREA", needed=True),
        Part("COMPARATOR", "comparator", "比较", codes="CL_COMPARATOR", needed=True),
        Part("VALUE_MAX", "value_max", "区间上限", type="Decimal"),
        _UNIT,
        Part("GOAL", "goal", "目标的写法", type="String", needed=True),
        Part("DEADLINE", "deadline", "期限", type="GregorianDay"),
        Part("BINDING", "binding", "属性", codes="CL_BINDING", needed=True),
        Part("TIER", "tier", "层级", type="String", needed=True),
        Part("TASK", "task", "重点任务", codes="CL_TASK"),
    )),
    Flow("TASK_STANDINGS", "task_standings", "重点任务进展", (
        _key("FREQ", "disclosure", "频率", "CL_FREQ"),
        _key("TASK", "task", "重点任务", "CL_TASK"),
        _key("LEVEL", "level", "进展", "CL_LEVEL"),
        _time("disclosure"),
        _value("目标数", "Integer", needed=True),
        _DEMO,
    )),
)  # fmt: skip
_FREQUENCIES = {"A": "年", "Q": "季", "M": "月"}
_SIGNS = {"ge": "不低于", "le": "不高于", "eq": "等于", "range": "区间", "yes": "完成"}
_BINDING_WORDS = dict(zip(BINDINGS, ("约束性", "预期性", "未标"), strict=True))


def structures(data: OpenData, about: list[dict[str, str]]) -> dict[str, Any]:
    """Code lists, concepts, data structures and dataflows; `about` is noted on every dataflow."""
    return {
        "codelists": list(_codelists(data)),
        "conceptSchemes": [_concepts()],
        "dataStructures": [_structure(flow) for flow in FLOWS],
        "dataflows": [
            _named(flow.id, flow.title)
            | {
                "annotations": about,
                "structure": f"{_URN}.datastructure.DataStructure={_at(flow.id)}",
            }
            for flow in FLOWS
        ],
    }


def _at(name: str) -> str:
    return f"{AGENCY}:{name}({VERSION})"


def _named(name: str, title: str) -> dict[str, Any]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, "name": title}


def _codelists(data: OpenData) -> Iterator[dict[str, Any]]:
    tables = data.tables
    lists = {
        "CL_INDICATOR": ("指标", _codes(tables["indicators"], "name", "numerator", "standard")),
        "CL_AREA": ("地区", _codes(tables["areas"], "name")),
        "CL_TASK": ("重点任务", _codes(tables["tasks"], "title")),
        "CL_OFFICE": ("单位", _codes(tables["offices"], "name")),
        "CL_TARGET": ("目标", _targets(tables["targets"])),
        "CL_LEVEL": ("进展", _codes(tables["levels"], "name", "name_en")),
        "CL_TREND": ("趋势", _codes(tables["trends"], "name", "name_en")),
        "CL_OBS_STATUS": ("数据状态", _codes(tables["statuses"], "name", "name_en")),
        "CL_SOURCE_KIND": ("来源种类", _codes(tables["sources"], "name", "name_en")),
        "CL_FREQ": ("频率", _words(_FREQUENCIES)),
        "CL_COMPARATOR": ("比较", _words({one: _SIGNS[one] for one in COMPARATORS})),
        "CL_BINDING": ("属性", _words(_BINDING_WORDS)),
    }
    for name, (title, codes) in lists.items():
        yield _named(name, title) | {"codes": codes}


def _codes(table: OpenTable, name: str, *about: str) -> list[dict[str, str]]:
    found = []
    for row in table.records():
        words = ";".join(row[one] for one in about if row[one])
        more = {"description": words} if words else {}
        parent = {"parent": row["parent"]} if row.get("parent") else {}
        found.append({"id": row["code"], "name": row[name]} | more | parent)
    return found


def _targets(table: OpenTable) -> list[dict[str, str]]:
    """A code for each target, named as its newest version has it."""
    names = {row["target"]: row["name"] for row in table.records()}
    return [{"id": one, "name": name} for one, name in names.items()]


def _words(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": one, "name": name} for one, name in words.items()]


def _concepts() -> dict[str, Any]:
    titles = {part.id: part.title for flow in reversed(FLOWS) for part in flow.parts}
    return _named("CS_CITYPLAN", "概念") | {
        "concepts": [{"id": one, "name": title} for one, title in titles.items()]
    }


def _structure(flow: Flow) -> dict[str, Any]:
    parts = [part for part in flow.parts if part.place == "dimension"]
    dimensions: dict[str, Any] = {
        "id": "DimensionDescriptor",
        "dimensions": [
            _component(part) | {"position": place} for place, part in enumerate(parts, start=1)
        ],
    }
    for part in flow.parts:
        if part.place == "time":
            dimensions["timeDimension"] = _component(part)
    measures = [_component(p) | _usage(p) for p in flow.parts if p.place == "measure"]
    attributes = [_attribute(p) for p in flow.parts if p.place == "attribute"]
    return _named(flow.id, flow.title) | {
        "dataStructureComponents": {
            "dimensionList": dimensions,
            "measureList": {"id": "MeasureDescriptor", "measures": measures},
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
        }
    }


def _component(part: Part) -> dict[str, Any]:
    enumerated = {"enumeration": f"{_URN}.codelist.Codelist={_at(part.codes)}"}
    local = enumerated if part.codes else {"format": {"dataType": part.type}}
    concept = f"{_URN}.conceptscheme.Concept={_at('CS_CITYPLAN')}.{part.id}"
    return {"id": part.id, "conceptIdentity": concept, "localRepresentation": local}


def _usage(part: Part) -> dict[str, str]:
    return {"usage": "mandatory" if part.needed else "optional"}


def _attribute(part: Part) -> dict[str, Any]:
    about = {"attributeRelationship": {"observation": {}}, "measureRelationship": ["OBS_VALUE"]}
    return _component(part) | about | _usage(part)
