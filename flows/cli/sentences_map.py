"""Sentences of the commands about the map of the areas."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "map.loaded": (
        "已载入地图:{count} 个地区,{points} 个点;地区页的“图形”可选地图",
        "Map loaded: {count} areas, {points} points; the areas page can draw it",
    ),
    "map.absent": (
        "文件里没有:{areas}(地图上不画,仍列在表中)",
        "Not in the file: {areas} (not drawn, still listed)",
    ),
    "map.passed": (
        "不是方案地区的要素 {count} 个,未用;读不出的 {unread} 个",
        "Features of no area of the plan: {count}, not used; unreadable: {unread}",
    ),
    "map.none": (
        "还没有载入地图,地区页画方格示意图",
        "No map is loaded; the areas page draws tiles",
    ),
    "map.now": (
        "现用地图:{count} 个地区,{post}于 {at} 载入,文件 sha256 {source}",
        "The map in use: {count} areas, loaded by {post} at {at}, file sha256 {source}",
    ),
    "map.public": (
        "边界照文件所画;对外公开使用前须依法送审地图",
        "Borders are drawn as the file has them; a public map needs approval by law first",
    ),
}
