"""`cityplan derive NAME`: an indicator from raw quantities, by its national standard."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from flows.cli.output import OK, SOME_REFUSED, leave, plain, said, show
from targets.national.catalogue import FORMULAS
from targets.national.formula import REQUIRED, WORDS, Formula, Input

if TYPE_CHECKING:
    from observations.finding import Finding
    from observations.geojson import Map

_DIGITS = 10  # what a double tells beyond is its own noise


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="按国家标准由原始数推算指标", no_args_is_help=True)
    group.command("list")(listed)
    group.command("coverage")(coverage)
    for formula in FORMULAS.values():
        if not formula.maps:
            group.command(formula.name, help=_help(formula))(_command(formula))
    app.add_typer(group, name="derive")


def _help(formula: Formula) -> str:
    return f"{formula.title}:{formula.written}。{formula.standard}"


def _command(formula: Formula) -> Callable[..., None]:
    """A command with one typed option per input of the formula."""

    def compute(**given: Any) -> None:
        _show(formula, formula.derive(_said(formula, given)))

    parameters = [
        inspect.Parameter(
            one.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if one.default is REQUIRED else None,
            annotation=_annotation(one),
        )
        for one in formula.inputs
    ]
    compute.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    compute.__annotations__ = {one.name: one.annotation for one in parameters}
    return compute


def _annotation(one: Input) -> Any:
    plain_type: Any = str if one.text else float
    wanted: Any = list[plain_type] if one.many else plain_type
    optional: Any = wanted if one.default is REQUIRED else Optional[wanted]  # noqa: UP045
    unit = f"({one.unit})" if one.unit else ""
    return Annotated[optional, typer.Option(one.flag, help=f"{one.title}{unit}")]


def _said(formula: Formula, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given; an option left out stands at its default."""
    return {one.name: _or_default(one, given[one.name]) for one in formula.inputs}


def _or_default(one: Input, value: Any) -> Any:
    left_out = value is None or value == []
    return one.default if left_out and one.default is not REQUIRED else value


def _show(formula: Formula, result: Any) -> None:
    about = {
        "formula": formula.name,
        "title": formula.title,
        "standard": formula.standard,
        "clause": formula.clause,
        "confidence": WORDS[formula.confidence],
    }
    results = {one.name: getattr(result, one.name) for one in formula.outputs}
    document = _rounded(plain(result) | results) | about
    show(document, lambda: "\n".join(_lines(formula, result)))
    leave(OK if getattr(result, "holds", True) else SOME_REFUSED)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _lines(formula: Formula, result: Any) -> list[str]:
    lines = [
        said("derive.line", title=one.title, value=_shown(getattr(result, one.name)), unit=one.unit)
        for one in formula.outputs
    ]
    standard = f"{formula.standard} {formula.clause}".strip()
    words = said("derive.standard", standard=standard, confidence=WORDS[formula.confidence])
    notes = [said("derive.note", note=note) for note in formula.notes]
    return [said("derive.title", title=formula.title), *lines, words, *notes]


def _shown(value: Any, decimals: int = 4) -> str:
    if isinstance(value, bool):
        return said("derive.yes" if value else "derive.no")
    if isinstance(value, float | int):
        return f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return str(value)


def listed() -> None:
    """列出能推算的指标:名称、公式、标准、原始数、算例。"""
    rows = [_row(one) for one in FORMULAS.values()]
    lines = [said("derive.row", **{k: r[k] for k in ("name", "title", "standard")}) for r in rows]
    show({"formulas": rows}, "\n".join(lines))


def _row(formula: Formula) -> dict[str, Any]:
    return {
        "name": formula.name,
        "command": f"coverage --of {formula.maps}" if formula.maps else formula.name,
        "title": formula.title,
        "formula": formula.written,
        "standard": formula.standard,
        "clause": formula.clause,
        "confidence": WORDS[formula.confidence],
        "inputs": [
            {"option": one.flag, "title": one.title, "unit": one.unit, "many": one.many}
            for one in formula.inputs
        ],
        "outputs": formula.outputs,
        "examples": formula.examples,
        "notes": formula.notes,
    }


def coverage(
    services: Annotated[list[Path], typer.Argument(help="公园、绿道、站点或充电设施的 GeoJSON")],
    of: Annotated[str, typer.Option(help="park 公园、greenway 绿道、bus-stop 公交、charger 充电")],
    boundary: Annotated[list[Path], typer.Option(help="建成区边界的 GeoJSON")],
    residential: Annotated[
        Optional[list[Path]], typer.Option(help="居住用地(公园、绿道的分母)")  # noqa: UP045
    ] = None,
    excluded: Annotated[
        Optional[list[Path]], typer.Option(help="从建成区扣除的用地(公交、充电)")  # noqa: UP045
    ] = None,
    radius: Annotated[
        float | None, typer.Option(help="服务半径,米;默认绿道 1000、公交 500、充电 2000")
    ] = None,
    edition: Annotated[str, typer.Option(help="公园分级的版次:2021、2022")] = "2021",
    classes: Annotated[str, typer.Option(help="自定公园分级,如 5000:500,2000:300")] = "",
    source: Annotated[str, typer.Option(help="自定分级的来源(文件名、文号)")] = "",
    area_field: Annotated[str, typer.Option(help="公园面积(平方米)的属性名")] = "area_m2",
    repair: Annotated[bool, typer.Option("--repair", help="修复无效的几何,逐个写明")] = False,
) -> None:
    """服务半径覆盖率:由 GeoJSON(WGS84 经纬度)推算。"""
    from targets.national.radii import edition_of
    from targets.national.service_maps import Terms, service_coverage

    terms = Terms(of, edition_of(edition, classes, source), radius, area_field, repair)
    maps = _maps(boundary, services, residential or [], excluded or [], area_field=area_field)
    result = service_coverage(maps, terms)
    show(_rounded(plain(result)), lambda: "\n".join(_coverage_lines(result)))


def _maps(*roles: list[Path], area_field: str) -> Any:
    from observations.geojson import read_maps
    from targets.national.service_maps import Maps

    read = iter(read_maps([path for role in roles for path in role], (area_field,)))
    found = [[_map(next(read)) for _ in role] for role in roles]
    return Maps(*found)


def _map(read: Map | Finding) -> Map:
    from observations.errors import UserError
    from observations.finding import Finding

    if isinstance(read, Finding):
        what = read.message.removesuffix(read.expected).rstrip(",")
        raise UserError(what, cure=read.expected)
    return read


def _coverage_lines(result: Any) -> list[str]:
    figures = {k: _shown(getattr(result, k)) for k in ("value", "covered_ha", "land_ha")}
    lines = [
        said("derive.title", title=result.title),
        said("derive.covered", land=result.land, **figures),
        *(said("derive.radius", name=n, metres=_shown(m)) for n, m in result.radii_m.items()),
        said("derive.counted", counted=result.counted, passed_over=result.passed_over),
    ]
    if result.farthest_km is not None:
        lines.append(said("derive.farthest", kilometres=_shown(result.farthest_km)))
    ppm, arc = _shown(1e6 * result.length_error, 2), _shown(1e4 * result.arc_error, 2)
    lines.append(said("derive.error", ppm=ppm, arc=arc))
    lines.append(said("derive.standard", standard=result.standard, confidence=result.confidence))
    return [*lines, *(said("derive.note", note=note) for note in result.notes)]
