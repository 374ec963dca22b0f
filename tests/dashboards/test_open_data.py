"""Open data: packages of what is approved for the public, read back by other people's libraries."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from dash import Dash
from frictionless import validate
from pysdmx.io import read_sdmx
from pysdmx.io.json.sdmxjson2.messages.structure import JsonStructureMessage
from pysdmx.model import Component, DataStructureDefinition

from briefings.open_data import Disclosed, OpenTable
from briefings.open_data_files import files_of
from briefings.open_data_licence import LICENCES
from briefings.open_data_rows import open_data as told_as_tables
from dashboards.app import create_app
from desk import disclosing, open_data
from flows.cli import run
from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.assessment import Caveat
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn

Q2, Q3 = ReportingPeriod.parse("2024-Q2"), ReportingPeriod.parse("2024-Q3")
Files = dict[str, bytes]
KNOWN = """
    select r.value, r.office from revisions r
    join audit a on a.unit = r.unit join judgements j on j.id = r.judgement
    where r.indicator = ? and r.area = ? and r.period = ? and a.seq <= ? and exists (
        select 1 from approvals p join audit b on b.unit = p.unit
        where p.office = j.office and p.period = j.period and p.decision = 'desk'
        and b.seq >= a.seq and b.seq <= ?)
    order by a.seq desc limit 1
"""


@pytest.fixture(scope="module")
def forum(town: Town) -> Town:
    """The town with its page for the public open and two quarters disclosed."""
    settings = town.desk.settings.model_copy(update={"public": True})
    open_town = replace(town, desk=replace(town.desk, settings=settings))
    for period in (Q2, Q3):
        seen = disclosing.ask(open_town.desk, town.posts["desk"], period, "")
        disclosing.approve(open_town.desk, town.posts["leader"], period, seen)
        town.clock.moment += timedelta(days=1)
    return open_town


@pytest.fixture(scope="module")
def opened(forum: Town) -> Dash:
    return create_app(forum.desk)


@pytest.fixture(scope="module")
def package(forum: Town) -> Files:
    return open_data.packed(forum.desk, "frictionless", None)[1]


@pytest.fixture(scope="module")
def sdmx(forum: Town) -> Files:
    return open_data.packed(forum.desk, "sdmx", None)[1]


def laid(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def found_wrong(folder: Path) -> list[str]:
    """The kinds of errors that the frictionless library finds in a package."""
    report = validate(str(folder / "datapackage.json"))
    assert len(report.tasks) > 10
    return [error.type for task in report.tasks for error in task.errors]


def test_the_package_validates_and_a_value_that_keeps_to_no_constraint_is_found(
    package: Files, tmp_path: Path
) -> None:
    folder = laid(package, tmp_path)
    assert found_wrong(folder) == []
    shares = package["disclosures.csv"].replace(b",2024-09-30,", b",2024-09-30,9")
    (folder / "disclosures.csv").write_bytes(shares)
    told = package["observations.csv"].replace(b",reported,", b",rumoured,", 1)
    (folder / "observations.csv").write_bytes(told.replace(b",150627,", b",150699,", 1))
    wrong = found_wrong(folder)
    assert {"constraint-error", "foreign-key", "hash-count"} <= set(wrong)


def test_sdmx_is_read_by_its_own_library_and_the_data_keep_to_the_structure(
    sdmx: Files, package: Files, tmp_path: Path
) -> None:
    folder = laid(sdmx, tmp_path)
    message = msgspec.json.decode(sdmx["structure.json"], type=JsonStructureMessage).to_model()
    assert message.header.test
    structures = {
        one.id: one for one in message.structures if isinstance(one, DataStructureDefinition)
    }
    tables = sorted(name for name in sdmx if name.endswith(".csv"))
    assert {Path(name).stem.upper() for name in tables} == set(structures)
    for name in tables:
        (data,) = read_sdmx(folder / name).data
        short = Path(name).stem
        assert data.structure == f"Dataflow=CITYPLAN:{short.upper()}(1.0)"
        parts = {one.id: one for one in structures[short.upper()].components}
        assert list(data.data.columns) == list(parts)
        assert len(data.data) == len(rows(package[name])) > 0
        keys = [one for one in parts if parts[one].role.value == "D"]
        assert not data.data.duplicated(keys).any()
        wrong = [w for one, part in parts.items() for w in outside(part, set(data.data[one]))]
        assert wrong == []


def outside(part: Component, values: set[str]) -> Iterator[str]:
    """The values of a column that its component does not allow."""
    if part.enumeration is not None:
        known = {code.id for code in part.enumeration.codes}
        yield from (f"{part.id}={one}" for one in values - known if one or part.required)
    elif part.dtype is not None and part.dtype.value in ("Decimal", "Integer"):
        yield from (f"{part.id}={one}" for one in values if not is_number(one, part))
    elif part.required and "" in values:
        yield f"{part.id} is empty"


def is_number(text: str, part: Component) -> bool:
    if not text:
        return not part.required
    return float(text) == float(text) and (part.dtype is None or "e" not in text.lower())


def test_values_are_those_of_the_record_by_hand_written_sql(forum: Town, package: Files) -> None:
    """Each value and no other: what was valid and approved when its quarter was put forward."""
    told = {}
    with sqlite3.connect(forum.desk.settings.home / "cityplan.db") as base:
        asked = (
            "select period, document, head from disclosures where decision = 'asked' order by id"
        )
        for period, document, head in base.execute(asked).fetchall():
            targets = {one.id: one for one in forum.desk.plan.targets}
            for one in (t for group in json.loads(document)["groups"] for t in group["targets"]):
                target = targets[one["id"]]
                key = (target.indicator, target.area, one["measured"])
                known = base.execute(KNOWN, (*key, head, head)).fetchone()
                if known is not None and one["value"] is not None and known[0] == one["value"]:
                    told[key] = (period, known[0])
    written = {
        (row["indicator"], row["area"], row["period"]): row
        for row in rows(package["observations.csv"])
        if row["revision"]
    }
    assert set(written) == set(told) and len(told) > 30
    for key, (period, value) in told.items():
        row = written[key]
        own = forum.desk.plan.indicator(key[0]).decimals
        assert row["disclosure"] == period and int(row["decimals"]) >= own
        assert row["value"] == f"{value:.{row['decimals']}f}"
        assert row["demo"] == ("false" if row["source"] == "quoted" else "true")


def test_verdicts_are_those_that_were_approved_letter_by_letter(
    opened: Dash, package: Files
) -> None:
    written = {(row["disclosure"], row["target"]): row for row in rows(package["assessments.csv"])}
    standings = rows(package["task_standings.csv"])
    for period in (Q2, Q3):
        document = Visitor(opened).get(f"/public/{period}.json").get_json()
        told = [one for group in document["groups"] for one in group["targets"]]
        for one in told:
            row = written.pop((str(period), one["id"]))
            assert (row["level"], row["trend"]) == (one["level"], one["trend"])
            assert (row["value"] == "") == (one["value"] is None)
            assert row["notes"] == ";".join(one["notes"])
        (line,) = [row for row in rows(package["disclosures.csv"]) if row["period"] == str(period)]
        assert line["sha256"] == document["sha256"]
        met = sum(int(r["count"]) for r in standings if (r["disclosure"], r["level"]) == (
            str(period), "met"))  # fmt: skip
        assert 0 < met <= sum(one["level"] == "met" for one in told)
    assert written == {}


def test_the_same_disclosures_give_the_same_bytes_whatever_else_happened_since(
    forum: Town, package: Files, tmp_path: Path
) -> None:
    disclosing.ask(forum.desk, forum.posts["desk"], ReportingPeriod.parse("2024-Q1"), "待批")
    forum.clock.moment += timedelta(days=3)
    again = open_data.packed(forum.desk, "frictionless", None)[1]
    assert again == package
    sums = dict(line.split("  ")[::-1] for line in again["SHA256SUMS"].decode().splitlines())
    assert sums == {n: sha256(d).hexdigest() for n, d in again.items() if n != "SHA256SUMS"}
    actor = forum.posts["desk"]
    first = open_data.export(forum.desk, actor, tmp_path / "a.zip").where.read_bytes()
    assert open_data.export(forum.desk, actor, tmp_path / "b.zip").where.read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as bundle:
        assert {one: bundle.read(one) for one in bundle.namelist()} == package


def test_another_edition_of_the_plan_tells_no_old_disclosure_anew(
    forum: Town, package: Files
) -> None:
    """The edition by which a quarter was judged is read from the ledger, not from the folder."""
    plan = replace(forum.desk.plan, version="another", indicators=(), tasks=())
    again = open_data.packed(replace(forum.desk, plan=plan), "frictionless", None)[1]
    assert again == package


def test_a_value_that_a_later_quarter_says_is_being_verified_is_told_no_more(forum: Town) -> None:
    (before,) = open_data.documents(forum.desk, Q3)
    content = {**json.loads(json.dumps(before.content)), "period": "2024-Q4"}
    told = {one["id"]: one for group in content["groups"] for one in group["targets"]}
    verdict = next(v for one, v in before.told() if one["value"] is not None)
    key = (verdict.indicator, verdict.area, verdict.observed_period)
    for one in before.run.assessments:
        if (one.indicator, one.area, one.observed_period) == key:
            told[one.target_id] |= {"value": None, "level": "checking", "trend": "", "measured": ""}
    later = replace(before, content=content, order=before.order + 1)
    assert keys_of(before) - keys_of(before, later) == {key}
    row = next(
        row
        for row in told_as_tables((before, later)).tables["assessments"].records()
        if row["target"] == verdict.target_id and row["disclosure"] == "2024-Q4"
    )
    assert (row["value"], row["level"]) == ("", "checking")


def test_a_composed_value_says_so_and_a_sum_of_periods_is_no_observation(forum: Town) -> None:
    (document,) = open_data.documents(forum.desk, Q3)
    verdict = next(v for one, v in document.told() if one["value"] and v.lineage)
    key = (verdict.indicator, verdict.area, verdict.observed_period)
    origins = {
        name: replace(one, area="150627101") if name in verdict.lineage else one
        for name, one in document.origins.items()
    }
    parts = replace(document, origins=origins)
    assert key not in keys_of(parts)
    put_together = replace(verdict, caveats=(Caveat("composed", "由下级合成"),))
    verdicts = tuple(put_together if one == verdict else one for one in document.run.assessments)
    composed = replace(parts, run=replace(document.run, assessments=verdicts))
    (row,) = [
        row for row in told_as_tables((composed,)).tables["observations"].records()
        if (row["indicator"], row["area"], row["period"]) == key
    ]  # fmt: skip
    assert (row["source"], row["revision"]) == ("composed", "") and row["approved_on"]
    summed = {
        name: replace(one, value=(one.value or 0) - 1) if name in verdict.lineage else one
        for name, one in document.origins.items()
    }
    assert key not in keys_of(replace(document, origins=summed))


def keys_of(*documents: Disclosed) -> set[tuple[str, str, str]]:
    rows_of = told_as_tables(documents).tables["observations"].records()
    return {(row["indicator"], row["area"], row["period"]) for row in rows_of}


def test_nobody_is_named_and_nothing_that_offices_wrote_is_in_it(
    forum: Town, package: Files, sdmx: Files
) -> None:
    whole = "".join(data.decode() for data in (*package.values(), *sdmx.values()))
    assert not [one.post for one in forum.posts.values() if one.post in whole]
    with sqlite3.connect(forum.desk.settings.home / "cityplan.db") as base:
        notes = {one for (one,) in base.execute("select distinct note from revisions") if one}
    assert not [one for one in notes if one in whole]
    assert "演示数据" in package["datapackage.json"].decode() and "演示" in whole


def test_what_looks_like_a_formula_is_a_text_and_can_be_read_back_literally(
    forum: Town, tmp_path: Path
) -> None:
    data, _ = open_data.packed(forum.desk, "frictionless", Q2)
    name = '=HYPERLINK("http://x","点")'
    table = data.tables["indicators"]
    place = [one.name for one in table.form.columns].index("name")
    hostile = tuple((*row[:place], name, *row[place + 1 :]) for row in table.rows)
    tables = {**data.tables, "indicators": OpenTable(table.form, hostile)}
    hit = replace(data, tables=tables)
    files = files_of(hit, "frictionless", LICENCES["CC-BY-4.0"])
    assert found_wrong(laid(files, tmp_path)) == []
    names = {row["name"] for row in rows(files["indicators.csv"])}
    assert names == {f"'{name}"} and {one.removeprefix("'") for one in names} == {name}
    codes = json.loads(files_of(hit, "sdmx", LICENCES["CC0-1.0"])["structure.json"])["data"]
    listed = next(one for one in codes["codelists"] if one["id"] == "CL_INDICATOR")["codes"]
    assert {one["name"] for one in listed} == {name}


def test_the_command_writes_folder_and_zip_and_says_what_is_wrong(
    forum: Town, package: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("CITYPLAN_HOME", str(forum.desk.settings.home))

    def said(*words: str) -> tuple[int, str]:
        code, out = run(["export", *words]), capsys.readouterr()
        return code, out.out or out.err

    code, text = said("-o", str(tmp_path / "p"), "--json")
    document = json.loads(text)
    assert (code, document["periods"], document["demo"]) == (0, ["2024-Q2", "2024-Q3"], True)
    assert {one.name: one.read_bytes() for one in (tmp_path / "p").iterdir()} == package
    assert said(str(tmp_path / "p"))[0] == 0
    code, text = said(str(tmp_path / "s.zip"), "--format", "sdmx-csv", "--period", "2024-Q2")
    assert code == 0 and "2024-Q2,数值" in text and "不得引用" in text
    (tmp_path / "p" / "别的.txt").touch()
    assert "里有别的文件(别的.txt);换一个空目录" in said(str(tmp_path / "p"))[1]
    code, text = said(str(tmp_path / "n"), "--period", "2024-Q1")
    assert code == 1 and "2024年第一季度没有批准公开的内容" in text and "提请" in text
    assert said(str(tmp_path / "n"), "--as-of", "2024-01-01")[0] == 1
    assert not (tmp_path / "n").exists()
    assert said(str(tmp_path / "n"), "--format", "xml")[0] == 2
    assert said()[0] == 2


def test_the_public_fetches_the_same_package_and_nothing_after_it_was_taken_down(
    forum: Town, opened: Dash, package: Files
) -> None:
    stranger, clerk = Visitor(opened), Visitor(opened).log_in(f"{forum.posts['desk'].post}")
    assert "/public/open-data/sdmx.zip" in stranger.get("/public").text
    assert "/files/open-data/frictionless.zip" in drawn(clerk, "/disclosures")
    got = stranger.get("/public/open-data/frictionless.zip", page=False)
    assert got.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(got.data)) as bundle:
        assert {one: bundle.read(one) for one in bundle.namelist()} == package
    again = stranger.ask(
        "GET", "/public/open-data/frictionless.zip", headers={"If-None-Match": got.headers["ETag"]}
    )
    assert again.status_code == 304
    assert clerk.get("/files/open-data/frictionless.zip", page=False).data == got.data
    assert stranger.get("/files/open-data/frictionless.zip", page=False).status_code == 401
    for none in ("xml.zip", "sdmx.zip?period=2024-Q1", "sdmx.zip?period=%27"):
        assert stranger.get(f"/public/open-data/{none}").status_code == 404
    disclosing.withdraw(forum.desk, forum.posts["leader"], Q3, "更正")
    left = stranger.get("/public/open-data/frictionless.zip", page=False)
    with zipfile.ZipFile(io.BytesIO(left.data)) as bundle:
        assert {row["disclosure"] for row in rows(bundle.read("assessments.csv"))} == {"2024-Q2"}
    disclosing.withdraw(forum.desk, forum.posts["leader"], Q2, "更正")
    assert stranger.get("/public/open-data/sdmx.zip").status_code == 404
    with pytest.raises(UserError, match="还没有批准公开的内容"):
        open_data.archived(forum.desk, "sdmx", None)
