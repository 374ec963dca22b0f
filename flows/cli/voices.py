"""`cityplan sample|tally`: who is asked, drawn for anybody to repeat, and what they answered."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import plain, said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError, UserError

if TYPE_CHECKING:
    from targets.national.community import Satisfaction
    from voices.draw import Draw, Sample
    from voices.frame import Frame
    from voices.quota import Quota
    from voices.survey import Survey
    from voices.tally import Doubt, Tally

PEOPLE = ("id", "area", "category", "venue", "group", "reserve", "turn", "place")
STRATA = ("area", "category", "population", "drawn")


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.command("sample")(sample)
    app.command("tally")(tally)


def sample(
    frame: Annotated[Path, typer.Option(help="样本框 csv、xlsx:id,area,category,只收编号")],
    quota: Annotated[str, typer.Option(help="额度:csv、xlsx(area,category,n)或文件额度表的名称")],
    seed: Annotated[int, typer.Option(help="种子,任意整数;当众确定、先行公布")],
    reserve: Annotated[str, typer.Option(help="备选代表占抽样人数的比例,如 0.2")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="名单、记录、分层人数写到哪个新文件夹")
    ] = None,
) -> None:
    """按额度从样本框里不重复等距抽样,附备选代表和可由任何人重做的抽样记录;不读写台账。"""
    from flows.cli.foreign import table_lines
    from voices.draw import draw
    from voices.frame import read_frame
    from voices.protocol import protocol

    share = _share(reserve)
    people = read_frame(frame.name, table_lines(frame))
    asked = _quota(quota, people)
    drawn = draw(people, asked, seed, share)
    about = protocol(people, asked, seed, drawn)
    if output is not None:
        _write(output, people, asked, drawn, about)
    document: dict[str, Any] = {"sample": drawn.people, "protocol": about}
    show(document, lambda: _text(asked, drawn, about, output))


def _share(written: str) -> Fraction | None:
    if not written:
        return None
    try:
        return Fraction(written)
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(
            said("sample.reserve", value=written), cure=said("sample.reserve.cure")
        ) from error


def _quota(written: str, people: Frame) -> Quota:
    """The quota in a file, or of a document's table by its name."""
    from flows.cli.foreign import table_lines
    from voices.quota import load_table, quota_from, read_quota, tables

    path = Path(written)
    if written in tables() or not path.exists():
        return quota_from(load_table(written), people)
    return read_quota(path.name, table_lines(path))


def _write(folder: Path, people: Frame, asked: Quota, drawn: Sample, about: dict[str, Any]) -> None:
    from voices.protocol import strata

    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UserError(said("sample.taken", path=folder), cure=said("sample.taken.cure"))
        _csv(folder / "sample.csv", PEOPLE, [plain(one) for one in drawn.people])
        _csv(folder / "strata.csv", STRATA, strata(asked, people, drawn))
        text = json.dumps(plain(about), ensure_ascii=False, indent=1)
        (folder / "protocol.json").write_text(text + "\n", "utf-8")
    except OSError as error:
        raise UserError(
            said("sample.unwritten", path=folder), cure=said("sample.unwritten.cure")
        ) from error


def _csv(path: Path, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _text(asked: Quota, drawn: Sample, about: dict[str, Any], output: Path | None) -> str:
    frame = about["frame"]
    lines = [
        said("sample.head", **{key: about[key] for key in ("rule", "seed", "drawn", "reserves")}),
        said("sample.frame", **frame),
        said("sample.quota", **about["quota"], asked=asked.total),
        *(_line(one) for one in drawn.draws),
    ]
    if drawn.short:
        share = f"{about['tolerance']:.0%}"
        lines.append(said("sample.short", short=drawn.short, share=share))
    if drawn.reserves_short:
        lines.append(said("sample.reserves_short", short=drawn.reserves_short))
    if about["not_asked"]:
        lines.append(said("sample.not_asked", count=about["not_asked"]))
    lines += [said("sample.inferred", text=one) for one in asked.inferred]
    if output is not None:
        lines.append(said("sample.written", path=output))
    return "\n".join(lines)


def _line(one: Draw) -> str:
    kind = said("sample.kind.reserve" if one.reserve else "sample.kind.sample")
    about = {key: getattr(one, key) for key in ("size", "taken", "wanted", "interval", "start")}
    return said(
        "sample.draw", where=" ".join(filter(None, (one.venue, one.area, one.category))),
        kind=kind, list=one.list_sha256[:12], **about,
    )  # fmt: skip


def tally(
    file: Annotated[Path, typer.Argument(help="评议票 csv、xlsx:ballot,answer,只收票号")],
    strata: Annotated[
        Path | None, typer.Option(help="各层总体和应答样本:cityplan sample -o 写出的 strata.csv")
    ] = None,
    survey: Annotated[str, typer.Option(help="哪个调查")] = "property-satisfaction",
    period: Annotated[str, typer.Option(help="报告期,如 2024;写出报表时必须写")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="把填报单位的报表写到哪个新文件")
    ] = None,
) -> None:
    """统计评议票:有效、无效及原因,应答率,满意率和 95% 区间;可写出待报送的报表。"""
    from flows.cli.foreign import table_lines
    from voices.ballots import read_ballots, read_strata
    from voices.survey import load_survey
    from voices.tally import tally as count

    asked = load_survey(survey)
    layers = read_strata(strata.name, table_lines(strata)) if strata else ()
    found = count(asked, read_ballots(file.name, table_lines(file), asked, layers), layers)
    if output is not None and not period:
        raise UsageError(said("tally.period"), cure=said("tally.period.cure"))
    line, where = _reported(asked, found, period, output) if period else (None, None)
    _told(asked, found, line, where)


def _reported(
    asked: Survey, found: Tally, period: str, output: Path | None
) -> tuple[float | None, Path | None]:
    """The line the rate is held against, and where the report was written."""
    from desk.survey_form import line_of, survey_form
    from observations.period import ReportingPeriod

    when = ReportingPeriod.parse(period)
    with the_desk() as desk:
        line = line_of(desk, asked, when)
        if output is None:
            return line, None
        made = survey_form(desk, the_actor(desk), asked, found, when)
    path = output.with_suffix(Path(made.name).suffix)
    try:
        with path.open("xb") as file:
            file.write(made.data)
    except FileExistsError as error:
        raise UserError(said("tally.exists", path=path), cure=said("tally.exists.cure")) from error
    except OSError as error:
        raise UserError(
            said("sample.unwritten", path=path), cure=said("sample.unwritten.cure")
        ) from error
    return line, path


def _told(asked: Survey, found: Tally, line: float | None, path: Path | None) -> None:
    from voices.tally import doubts, note_of

    doubted = doubts(found, line)
    document = plain(found) | {
        "response_pct": found.response_pct,
        "line": line,
        "doubts": plain(doubted),
        "note": note_of(found, line),
        "inferred": asked.inferred,
        "file": path,
    }
    show(document, lambda: _tally_text(asked, found, doubted, path))


def _tally_text(asked: Survey, found: Tally, doubted: tuple[Doubt, ...], path: Path | None) -> str:
    about = {key: getattr(found, key) for key in ("returned", "valid", "satisfied")}
    lines = [said("tally.head", name=asked.name, **about)]
    if found.response_pct is not None:
        lines.append(said("tally.response", drawn=found.drawn, share=f"{found.response_pct:.1f}"))
    lines += [said("tally.answer", word=word, count=n) for word, n in found.answers.items()]
    lines += [said("tally.invalid", word=word, count=n) for word, n in found.invalid.items() if n]
    lines.append(said("tally.plain", **_interval(found.plain)))
    if found.weighted is not None:
        effective = f"{found.weighted.effective:.1f}"
        lines.append(said("tally.weighted", **_interval(found.weighted), effective=effective))
    lines += [said("tally.doubt", text=one.text) for one in doubted]
    lines += [said("sample.inferred", text=one) for one in asked.inferred]
    if path is not None:
        lines.append(said("tally.written", path=path))
    return "\n".join(lines)


def _interval(one: Satisfaction) -> dict[str, str]:
    return {key: f"{getattr(one, key):.1f}" for key in ("value", "low", "high", "margin")}
