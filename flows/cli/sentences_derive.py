"""Sentences of `cityplan derive`: results, their terms, the list of formulas."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "derive.title": ("{title}", "{title}"),
    "derive.line": ("  {title}:{value}{unit}", "  {title}: {value} {unit}"),
    "derive.standard": (
        "  依据:{standard}({confidence})",
        "  Standard: {standard} ({confidence})",
    ),
    "derive.note": ("  注意:{note}", "  Note: {note}"),
    "derive.yes": ("是", "yes"),
    "derive.no": ("否", "no"),
    "derive.row": ("{name}  {title}  {standard}", "{name}  {title}  {standard}"),
    "derive.covered": (
        "  {land} {land_ha} 公顷,其中 {covered_ha} 公顷在服务半径内:{value}%",
        "  {land} {land_ha} ha, {covered_ha} ha of it within reach: {value}%",
    ),
    "derive.radius": ("  服务半径:{name} {metres} 米", "  Radius: {name} {metres} m"),
    "derive.counted": (
        "  计入 {counted} 个,未计入 {passed_over} 个",
        "  {counted} counted, {passed_over} passed over",
    ),
    "derive.farthest": (
        "  最远一处距离最近的设施 {kilometres} 公里",
        "  The farthest place lies {kilometres} km from the nearest one",
    ),
    "derive.error": (
        "  计算误差:长度不超过百万分之 {ppm},圆面积偏小万分之 {arc}",
        "  Error of computation: lengths {ppm} ppm at most, circles {arc} per 10,000 small",
    ),
}
