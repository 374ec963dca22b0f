"""The offices of a plan's folder: whose they are, who took over, one name in two areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from observations.errors import UserError
from observations.identity import Area, Office
from targets.extract.words import narrow
from targets.folder import Row


def offices_of(rows: Mapping[str, Row], areas: Iterable[Area], own: str) -> tuple[Office, ...]:
    """The offices in the file's order; `own` is the code of the plan's area.

    Offices of one name in several areas are named with their area's name before their own, which
    stays an alias. `UserError` with file and line for the first mistake.
    """
    names = {area.code: area.name for area in areas}
    for place, fields in rows.values():
        if fields.get("area", own) not in names:
            what = f"{place}:单位“{fields['name']}”的地区“{fields['area']}”没有定义"
            raise UserError(what, cure="在地区文件里补上或改正 area")
    _successors(rows)
    offices = {one: Office(**fields) for one, (_, fields) in rows.items()}
    for same in _of_one_name(offices.values()):
        _apart(rows, same, own)
        if len({one.area or own for one in same}) > 1:
            for one in same:
                offices[one.id] = _told_apart(one, names[one.area or own])
    return tuple(offices.values())


AtHome = Callable[[str, str], str]  # an office's id and an area's code → the office that reports


def at_home(offices: Collection[Office], own: str) -> AtHome:
    """Who does an office's duty in another area: the office there that has its name, else itself.

    `own` is the code of the plan's area.
    """
    named = {one.id: _spellings(one) for one in offices}
    there: dict[tuple[str, str], str] = {}
    for one in offices:
        for spelling in named[one.id] if one.area not in ("", own) else ():
            there.setdefault((one.area, spelling), one.id)

    def reporting(office: str, area: str) -> str:
        found = (there[area, name] for name in named[office] if (area, name) in there)
        return next(found, office)

    return reporting


def _spellings(office: Office) -> tuple[str, ...]:
    return tuple(narrow(name) for name in (office.name, *office.aliases))


def _of_one_name(offices: Iterable[Office]) -> list[list[Office]]:
    named: dict[str, list[Office]] = defaultdict(list)
    for one in offices:
        named[narrow(one.name)].append(one)
    return list(named.values())


def _apart(rows: Mapping[str, Row], same: list[Office], own: str) -> None:
    """`UserError` for two standing offices of one name in one area."""
    seen: dict[str, Office] = {}
    for one in same:
        other = seen.setdefault(one.area or own, one)
        if other is not one and not (one.ended or other.ended):
            raise UserError(
                f"{rows[one.id][0]}:同一地区有两个“{one.name}”({other.id}、{one.id})",
                cure="改正名称;是别的地区的单位,写 area",
            )


def _told_apart(office: Office, area: str) -> Office:
    return replace(office, name=f"{area}{office.name}", aliases=(office.name, *office.aliases))


def _successors(offices: Mapping[str, Row]) -> None:
    """An office that ended names the one that has its duties; nobody ends in a circle."""
    for place, fields in offices.values():
        if ("ended" in fields) != ("successor" in fields):
            lacking = "successor" if "ended" in fields else "ended"
            raise UserError(
                f"{place}:单位“{fields['name']}”撤并,缺 {lacking}",
                cure="ended(撤并之日)和 successor(由哪个单位承担)一起写",
            )
        seen, heir = [fields["id"]], fields.get("successor")
        while heir is not None:
            if heir not in offices:
                raise UserError(f"{place}:没有单位“{heir}”", cure="successor 写本文件里的单位代号")
            if heir in seen:
                raise UserError(
                    f"{place}:撤并成了一圈({'→'.join([*seen, heir])})", cure="改正其中一处"
                )
            seen.append(heir)
            heir = offices[heir][1].get("successor")
