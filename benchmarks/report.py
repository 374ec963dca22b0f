"""The figures that are kept (`docs/performance`): a page, a picture of growth, a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.figures import Figure, Part, read, regressions, write
from benchmarks.growth import Curve, drawn
from benchmarks.measure import line

KEPT = Path("docs/performance")
PAGE, PICTURE = Path("docs/performance.md"), Path("docs/images/growth.svg")
TITLES = {
    "commands": "命令", "one_form": "一份报表(P5)", "checks": "核验(P4)", "beside": "旁人的写法",
    "rules": "规则(P4)", "bulk": "成批入库(P1)", "workbook": "大表(P2)", "forms": "二百份报表(P3)",
    "flow_run": "编排(P3)", "again": "重复送达(P5)", "soak": "每秒五十份(P16)",
    "national_month": "全国一月(P11)", "beside_readers": "边收边看(P15)",
    "verify": "核对台账", "pages": "浏览器里的页面", "statements": "每页问几次(P10)",
    "callbacks": "页面回调(P6)", "reads": "读(P8、P9)", "calibration": "预测准不准",
    "assessment": "评估", "papers": "通报(P14)", "cases": "督办十万件",
    "flood": "受攻击时(A24)", "restored": "备份与恢复(R13)",
    "snapshots": "已关账期的文件(P13)", "backfill": "回填(P12)",
}  # fmt: skip
_SIZE = re.compile(r"^P8 (?P<read>.+),(?P<banners>\d+) 旗$")
_HEAD = """# 实测

`make bench` 实测并打印每个数;`python -m benchmarks --keep` 把测得的数留在 `docs/performance/`,
并由它们写出本页。`make bench-check` 再测一遍,与留下的比:每一次都比上次最差的还差、
中位差四分之一以上的,报错。
以参照的倍数计的数与机器无关;以秒计的,先按同时测得的一段固定工作(`probe`)折算。
"""


def keep(folder: Path) -> None:
    """Take the figures of `folder` over as those of the project, and write the page anew."""
    for part in read(folder).values():
        write(KEPT, part)
    parts = read(KEPT)
    PAGE.write_text("\n".join(page(parts)) + "\n", encoding="utf-8")
    if curves := tuple(_curves(parts)):
        PICTURE.write_text(drawn(curves), encoding="utf-8")


def check(folder: Path) -> int:
    """1 when a figure became worse than noise makes it; each is printed."""
    kept, now = read(KEPT), read(folder)
    worse = list(regressions(kept, now))
    for one in worse:
        line(
            f"变差:{one.now.name}",
            f"{_number(one.before.value)} → {_number(one.now.value)} {one.now.unit},"
            f"差到 {one.times:.1f} 倍",
        )
    compared = sum(len(now[name].figures) for name in kept.keys() & now.keys())
    line("与留下的比", f"{compared} 个数,{len(worse)} 个变差")
    return 1 if worse or not compared else 0


def page(parts: Mapping[str, Part]) -> Iterator[str]:
    """The page's lines."""
    yield _HEAD
    every = [one for part in parts.values() for one in part.figures if one.limit]
    held = sum(one.held for one in every)
    yield f"有限值的数 {len(every)} 个,达到 {held} 个,未达到 {len(every) - held} 个。\n"
    if any(True for _ in _curves(parts)):
        yield f"![数据增长一千倍,读慢多少]({PICTURE.relative_to(PAGE.parent)})\n"
    for name in (one for one in TITLES if one in parts):
        yield from _section(TITLES[name], parts[name])


def _section(title: str, part: Part) -> Iterator[str]:
    yield f"## {title}\n"
    yield (
        f"`python -m benchmarks {part.part}`,{part.at[:10]},{part.commit},{part.cores} 核,"
        f"负载 {part.load},固定工作 {part.probe * 1000:.0f} ms\n"
    )
    yield "| 数 | 中位 | 最差 | 限 | |"
    yield "|---|--:|--:|--:|---|"
    for one in part.figures:
        yield (
            f"| {one.name} | {_number(one.value)} {one.unit} | {_number(one.worst)} |"
            f" {_limit(one)} | {_word(one)} |"
        )
    yield ""


def _limit(one: Figure) -> str:
    if not one.limit:
        return "—"
    return f"{'≤' if one.low else '≥'} {_number(one.limit)}"


def _word(one: Figure) -> str:
    if not one.limit:
        return ""
    return "达到" if one.held else "**未达到**"


def _number(value: float) -> str:
    """Three significant figures, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _curves(parts: Mapping[str, Part]) -> Iterator[Curve]:
    """Of each keyed read its p95 by the number of values."""
    found: dict[str, list[tuple[int, float]]] = {}
    for one in parts["reads"].figures if "reads" in parts else ():
        if said := _SIZE.match(one.name):
            found.setdefault(said["read"], []).append((int(said["banners"]), one.value))
    for name, points in found.items():
        if len(points) > 1:
            yield Curve(name, tuple(sorted(points)))
