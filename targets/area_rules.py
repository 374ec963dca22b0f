"""The areas of a plan's folder: codes that nest, days that fit, an end that says who took over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from observations import area_code
from observations.area_code import Rank
from observations.errors import UserError
from observations.identity import Area
from targets.folder import Row

_RANKS = {
    "国": (Rank.COUNTRY,),
    "自治区": (Rank.PROVINCE,),
    "省": (Rank.PROVINCE,),
    "市": (Rank.CITY, Rank.PROVINCE),  # 直辖市 have a province's code
    "旗区": (Rank.COUNTY,),
    "镇": (Rank.TOWN,),
    "村": (Rank.VILLAGE,),
    "园区": (Rank.COUNTY, Rank.TOWN),
}
_Problem = tuple[str, str]  # what is wrong, and the cure


@dataclass(frozen=True)
class _Tree:
    """The areas of the file by code."""

    areas: Mapping[str, Area]

    def name(self, code: str) -> str:
        """The area as messages name it."""
        return f"“{self.areas[code].name}”({code})" if code in self.areas else f"“{code}”"


def areas_of(rows: Mapping[str, Row]) -> tuple[Area, ...]:
    """The areas in the file's order; `UserError` with file and line for the first mistake."""
    areas = {code: Area(**fields) for code, (_, fields) in rows.items()}
    tree = _Tree(areas)
    for code, area in areas.items():
        for rule in _RULES:
            for what, cure in rule(area, tree):
                raise UserError(f"{rows[code][0]}:{what}", cure=cure)
    return tuple(areas.values())


def life_of(area: Area) -> str:
    """The days on which the area is there, in words: `2024-07-01 起`, `2025-01-01 前`."""
    words = [f"{area.valid_from} 起" if area.valid_from else ""]
    words.append(f"{area.valid_to} 前" if area.valid_to else "")
    return "、".join(word for word in words if word) or "一直有"


def _level(area: Area, tree: _Tree) -> Iterator[_Problem]:
    if area.code == area_code.UNKNOWN:
        return
    rank = area_code.parse(area.code).rank
    if rank not in _RANKS[area.level]:
        said = f"{tree.name(area.code)}的层级写作“{area.level}”,代码却是{rank.label}的"
        yield said, "改正 level,或写全代码:县级 6 位、镇级 9 位、村级 12 位"


def _nested(area: Area, tree: _Tree) -> Iterator[_Problem]:
    if area.parent is None or area_code.UNKNOWN in (area.code, area.parent):
        return
    if not area_code.parse(area.code).within(area_code.parse(area.parent)):
        said = f"{tree.name(area.code)}的代码不在上级{tree.name(area.parent)}的代码之内"
        yield said, "改正 code 或 parent;跨区划的组成写在 members 里"


def _days(area: Area, _: _Tree) -> Iterator[_Problem]:
    begun, ended = area.valid_from, area.valid_to
    if begun and ended and not begun < ended:
        yield f"设立之日 {begun} 不早于撤销之日 {ended}", "改正 valid_from 或 valid_to"


def _end(area: Area, tree: _Tree) -> Iterator[_Problem]:
    if area.valid_to is not None and area.successors is None:
        said = f"{tree.name(area.code)}自 {area.valid_to} 起不再有,缺 successors"
        yield said, "写由哪些地区承接;没有承接的写 successors: []"
    if area.valid_to is None and area.successors is not None:
        yield f"{tree.name(area.code)}写了 successors,缺 valid_to", "补上撤销之日,或删去 successors"


def _heirs(area: Area, tree: _Tree) -> Iterator[_Problem]:
    for code in area.successors or ():
        if code not in tree.areas:
            yield f"承接的地区“{code}”没有定义", "在地区文件里补上或改正 successors"
        elif area.code in _heirs_of(code, tree):
            said = f"{tree.name(area.code)}与{tree.name(code)}互相承接,成了一圈"
            yield said, "改正其中一处 successors"
        elif area.valid_to is not None and not tree.areas[code].valid_on(area.valid_to):
            life = life_of(tree.areas[code])
            yield (
                f"{tree.name(area.code)}自 {area.valid_to} 起划归{tree.name(code)},"
                f"这一天却没有后者({life})",
                "改正两处的日期",
            )


def _heirs_of(code: str, tree: _Tree) -> set[str]:
    """The area itself and all that come after it."""
    found: set[str] = set()
    todo = [code]
    while todo:
        one = todo.pop()
        if one in tree.areas and one not in found:
            found.add(one)
            todo += tree.areas[one].successors or ()
    return found


def _parent_there(area: Area, tree: _Tree) -> Iterator[_Problem]:
    above = tree.areas.get(area.parent or "")
    if above is not None and not _covers(above, area):
        yield (
            f"{tree.name(area.code)}({life_of(area)})有的日子没有上级"
            f"{tree.name(above.code)}({life_of(above)})",
            "改正 valid_from、valid_to;上级撤销时,下级也在这天撤销,换代码的另写一条",
        )


def _members_there(area: Area, tree: _Tree) -> Iterator[_Problem]:
    for code in area.members or ():
        part = tree.areas.get(code)
        if part is not None and not _meet(area, part):
            yield (
                f"{tree.name(area.code)}({life_of(area)})与组成它的"
                f"{tree.name(code)}({life_of(part)})没有同时有的日子",
                "改正 members 或日期",
            )


def _covers(whole: Area, part: Area) -> bool:
    begins = (whole.valid_from or date.min) <= (part.valid_from or date.min)
    return begins and (part.valid_to or date.max) <= (whole.valid_to or date.max)


def _meet(one: Area, other: Area) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first < min(one.valid_to or date.max, other.valid_to or date.max)


_RULES: tuple[Callable[[Area, _Tree], Iterator[_Problem]], ...] = (
    _level, _nested, _days, _end, _heirs, _parent_there, _members_there,
)  # fmt: skip
