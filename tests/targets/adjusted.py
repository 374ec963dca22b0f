"""The tiny plan with a mid-term adjustment beside it, which a test may alter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.targets.plans import TINY, copy_of

TEXT = """青石旗人民政府关于调整村容提升方案部分目标的通知

青政发〔2026〕31号

因管网工程推迟,污水处理率目标由85%调整为80%以上,期限延至2028年6月底,由预期性改为约束性,
由农业农村办牵头、环保办和财政所配合。

垃圾分拣站目标调整为2—4座。不再考核巡查次数。到2027年,村道硬化率不低于60%。

本通知自2026年10月1日起执行。

青石旗人民政府

2026年9月1日
"""
QUOTE = (
    "污水处理率目标由85%调整为80%以上,期限延至2028年6月底,由预期性改为约束性,"
    "由农业农村办牵头、环保办和财政所配合"
)
SEWAGE: dict[str, Any] = {
    "id": "a1",
    "target": "T2",
    "document": "青政发〔2026〕31号",
    "quote": QUOTE,
    "approved_by": "青石旗人民政府",
    "decided": "2026-09-01",
    "effective": "2026-10-01",
    "reason": "管网工程推迟",
    "value": 80,
    "comparator": ">=",
    "printed": "80%以上",
}
ROADS: dict[str, Any] = {
    "id": "P9",
    "name": "村道硬化率",
    "indicator": "road_rate",
    "area": "999901",
    "comparator": ">=",
    "value": 60,
    "printed": "不低于60%",
    "printed_comparator": "不低于",
    "deadline": "2027-12-31",
    "tier": "旗",
    "binding": "none",
    "section": "二",
    "quote": "到2027年,村道硬化率不低于60%",
    "source": "prose",
    "leads": ["farm"],
    "inferred": ["leads"],
    "notes": ["调整文件没有写责任单位"],
}


def one(**fields: Any) -> dict[str, Any]:
    """The adjustment of the sewage target with other fields; None leaves one out."""
    bare = {k: v for k, v in SEWAGE.items() if k not in ("value", "comparator", "printed")}
    base = SEWAGE if not fields.keys() - bare.keys() else bare
    return {k: v for k, v in (base | fields).items() if v is not None}


def adjusted_plan(
    into: Path, *adjustments: dict[str, Any], text: str = TEXT, added: tuple[dict, ...] = ()
) -> Path:
    """The tiny plan's folder with these adjustments and the document's text."""
    folder = copy_of(TINY, into)
    write(folder / "adjustments.yaml", {"adjustments": list(adjustments or (SEWAGE,))})
    (folder / "adjustments").mkdir()
    (folder / "adjustments" / "a1.txt").write_text(text, encoding="utf-8")
    if added:
        write(folder / "added.yaml", {"targets": list(added)})
        path = folder / "indicators.yaml"
        road = '  - {key: road_rate, name: 村道硬化率, unit: "%", kind: rate, hard_max: 100}\n'
        path.write_text(path.read_text("utf-8") + road, encoding="utf-8")
    return folder


def write(path: Path, content: object) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, encoding="utf-8")
