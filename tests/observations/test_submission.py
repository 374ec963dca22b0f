"""A submission as JSON: read strictly, interpreted like a form, nothing guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from observations.finding import Severity
from observations.interpret import interpret
from observations.jail import Jail
from observations.signals import SIGNALS
from observations.spool import spool
from observations.stations import Interpreted
from observations.submission import DOCUMENT_KEYS, FORMAT, KINDS, VALUE_KEYS, document
from tests.observations.forms import BANNER, KNOWN, LAYOUTS, ROWS, TOWN, VALUES

Hand = Callable[..., Interpreted]

WRITTEN: Mapping[tuple[str, str], dict[str, Any]] = {
    ("sweeping_rate", BANNER): {"numerator": 812.5, "denominator": 853.1, "note": "新增三条路"},
    ("sweeping_rate", TOWN): {"numerator": 402.25, "denominator": "415"},
    ("charging_count", BANNER): {"value": 3120},
    ("pile_ratio", BANNER): {"numerator": 410, "denominator": 1681},
    ("platform_done", BANNER): {"value": True},
    ("complaint_days", BANNER): {"value": "4.50"},
}


def value(key: tuple[str, str], **said: Any) -> dict[str, Any]:
    return {"indicator": key[0], "area": key[1], **said}


def values(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of the form; `changes` by indicator replace what the banner says of it."""
    return [
        value(key, **(changes.get(key[0], said) if key[1] == BANNER else said))
        for key, said in WRITTEN.items()
    ]


def whole(**changes: Any) -> dict[str, Any]:
    usual = {"format": FORMAT, "office": "housing", "period": "2024-Q2", "kind": "form"}
    return {**usual, "values": values(), **changes}


@pytest.fixture
def hand(jail: Jail, tmp_path: Path) -> Hand:
    """Read a document in the jail and interpret it."""

    def one(content: bytes | dict[str, Any], office: str = "") -> Interpreted:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        source = spool(data, "供水平台.json", tmp_path / "spool", office)
        return interpret(jail.read(source), LAYOUTS, KNOWN)

    return one


def told(report: Interpreted) -> list[tuple[str, str]]:
    return [(one.rule, one.cell) for one in report.findings]


def read(report: Interpreted) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["indicator"], row["area"]): row for row in report.batch.to_dicts()}


def test_a_document_with_every_row_says_what_the_form_would(hand: Hand) -> None:
    report = hand(whole())
    assert told(report) == []
    assert report.header is not None
    assert (report.header.office, report.header.period) == ("housing", "2024-Q2")
    assert report.header.edition == LAYOUTS[report.header.layout].edition
    assert {key: row["value"] for key, row in read(report).items()} == VALUES
    swept = read(report)["sweeping_rate", BANNER]
    assert (swept["numerator"], swept["denominator"], swept["note"]) == (812.5, 853.1, "新增三条路")
    assert (swept["cell"], swept["numerator_cell"]) == ("values[0].value", "values[0].numerator")
    days = read(report)["complaint_days", BANNER]
    assert (days["printed"], days["decimals"], days["status"]) == ("4.50", 2, "A")


def test_a_number_keeps_the_digits_it_was_written_with(hand: Hand) -> None:
    text = json.dumps(whole()).replace("3120", "3120.00").replace('"4.50"', "0.30000000000000004")
    report = hand(text.encode())
    assert read(report)["charging_count", BANNER]["printed"] == "3120.00"
    assert read(report)["charging_count", BANNER]["decimals"] == 2
    assert told(report) == [("cell.too_precise", "values[5].value")]
    assert ("complaint_days", BANNER) not in read(report)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"value": "大约"}, "cell.not_a_number"),
        ({"value": True}, "cell.not_a_number"),
        ({"value": {}}, "cell.not_a_number"),
        ({"value": "3万"}, "cell.unit"),
        ({"value": 3120, "qualifier": "差不多"}, "form.field"),
        ({"value": "约3120", "qualifier": "以上"}, "form.field"),
        ({"value": 3120, "note": 7}, "form.field"),
        ({"value": 3120, "valeu": 3}, "form.field"),
        ({"value": [1, 2]}, "form.field"),
    ],
)
def test_what_is_not_understood_is_named_by_its_path(
    hand: Hand, said: dict[str, Any], rule: str
) -> None:
    report = hand(whole(values=values(charging_count=said)))
    assert [one.rule for one in report.findings][:1] == [rule]
    assert report.findings[0].cell.startswith("values[2]")
    assert report.findings[0].severity is Severity.CRITICAL
    assert report.findings[0].sheet == "JSON"
    assert read(report).get(("charging_count", BANNER), {}).get("value") in (None, 3120.0)


def test_a_qualifier_may_stand_in_its_own_field_or_with_the_number(hand: Hand) -> None:
    for said in ({"value": "约3120"}, {"value": 3120, "qualifier": "约"}):
        row = read(hand(whole(values=values(charging_count=said))))["charging_count", BANNER]
        assert (row["value"], row["qualifier"]) == (3120.0, "约")


def test_no_number_at_all_is_missing_and_never_nought(hand: Hand) -> None:
    for said in ({}, {"value": None}, {"value": "—"}, {"value": None, "note": None}):
        row = read(hand(whole(values=values(charging_count=said))))["charging_count", BANNER]
        assert (row["value"], row["status"]) == (None, "M")


def test_parts_of_a_row_that_has_none_are_said_not_to_be_taken(hand: Hand) -> None:
    report = hand(whole(values=values(charging_count={"value": 3120, "numerator": 5})))
    assert told(report) == [("cell.unexpected", "values[2].numerator")]
    assert read(report)["charging_count", BANNER]["numerator"] is None


def test_a_form_carries_every_row_and_a_correction_only_some(hand: Hand) -> None:
    one = [value(("charging_count", BANNER), value=3121)]
    report = hand(whole(values=one))
    missing = [found for found in report.findings if found.rule == "row.missing"]
    assert {(f.indicator, f.area) for f in missing} == set(ROWS) - {("charging_count", BANNER)}
    report = hand(whole(kind="correction", values=one, note="复核更正"))
    assert told(report) == []
    assert read(report)["charging_count", BANNER]["note"] == "复核更正"
    assert told(hand(whole(kind="correction", values=[]))) == [("form.field", "values")]


def test_a_row_nobody_asked_for_and_a_row_said_twice_are_named(hand: Hand) -> None:
    twice = [*values(), value(("charging_count", BANNER), value=1), value(("x", BANNER))]
    report = hand(whole(values=twice))
    assert told(report) == [("row.duplicate", "values[6]"), ("row.unknown", "values[7]")]
    nameless = [*values(), {"area": BANNER, "value": 1}]
    assert told(hand(whole(values=nameless))) == [("form.field", "values[6].indicator")]


def test_a_withdrawal_names_keys_and_a_reason(hand: Hand) -> None:
    keys = [value(("charging_count", BANNER))]
    report = hand(whole(kind="withdrawal", values=keys, note="口径有误"))
    assert told(report) == []
    row = read(report)["charging_count", BANNER]
    assert (row["value"], row["status"], row["note"]) == (None, "M", "口径有误")
    assert told(hand(whole(kind="withdrawal", values=keys))) == [
        ("submission.reason", "values[0].note")
    ]
    with_value = [value(("charging_count", BANNER), value=5, note="口径有误")]
    assert told(hand(whole(kind="withdrawal", values=with_value))) == [
        ("form.field", "values[0].value")
    ]


def test_a_zero_report_says_so_in_every_row(hand: Hand) -> None:
    report = hand(whole(kind="nil", values=[], note="本季未开展"))
    assert told(report) == [("form.nil_report", "kind")]
    assert set(read(report)) == set(ROWS)
    assert {row["note"] for row in read(report).values()} == {"零报告:本季未开展"}
    assert {row["status"] for row in read(report).values()} == {"M"}
    report = hand(whole(kind="nil"))
    assert told(report) == [("form.nil_contradicted", "values[0]")]
    assert report.batch.is_empty()


def test_a_document_that_names_no_form_of_ours_is_not_recognised(hand: Hand) -> None:
    for change in (
        {"format": "cityplan-submission/2"},
        {"office": "nobody"},
        {"period": "2024-13"},
        {"period": "2024-06"},
        {"office": None},
    ):
        report = hand(whole(**change))
        assert report.header is None
        assert [one.rule for one in report.findings] == ["form.unknown"]


def test_another_sender_an_unknown_kind_and_odd_keys_are_named(hand: Hand) -> None:
    assert told(hand(whole(), office="water")) == [("form.office.mismatch", "office")]
    assert told(hand(whole(kind="new"))) == [("form.field", "kind")]
    report = hand(whole(**{"values[0].value": 9, "signed": True}))
    assert [cell for _, cell in told(report)] == ['["values[0].value"]', "signed"]


def test_a_note_of_the_whole_form_belongs_to_no_value_and_is_said_so(hand: Hand) -> None:
    assert told(hand(whole(note="请尽快"))) == [("cell.unexpected", "note")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b'{"a": 1, "a": 2}', "写了两次"),
        (b'{"a": NaN}', "不是数"),
        (b'{"a": -Infinity}', "不是数"),
        (b'{"a": 1,}', "第 1 行"),
        (b'{"a": 01}', "第 1 行"),
        (b'{"a": [[[[[[[[1]]]]]]]]}', "嵌套"),
        (b'{"a": ' + b"[" * 100_000, "嵌套"),
        (b'{"a": "\\ud800"}', "存不下"),
        (b'{"\\u0000": 1}', "存不下"),
        ('{"a": "北"}'.encode("gb18030"), "UTF-8"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_the_reason(
    hand: Hand, text: bytes, word: str
) -> None:
    report = hand(text)
    (found,) = report.findings
    assert (found.rule, report.header) == ("file.json", None)
    assert word in found.message


def test_seven_levels_are_read_and_then_named(hand: Hand) -> None:
    report = hand(whole(x=[[[[[[1]]]]]]))
    assert told(report) == [("form.field", "x[0][0][0][0][0][0]")]


def test_the_writer_writes_what_the_reader_reads(hand: Hand) -> None:
    data = document(("housing", "2024-Q2"), "form", values())
    assert data == document(("housing", "2024-Q2"), "form", values())
    assert {key: row["value"] for key, row in read(hand(data)).items()} == VALUES


def test_every_finding_of_a_document_is_a_sentence_with_its_cure(hand: Hand) -> None:
    report = hand(whole(values=values(charging_count={"value": "x"})))
    (found,) = report.findings
    assert found.message.startswith("《住房和城乡建设局填报表》2024-Q2,values[2].value:")
    assert found.message.endswith(SIGNALS[found.rule].cure)


SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schemas" / "submission.schema.json").read_text("utf-8")
)


def test_the_published_schema_names_the_fields_that_are_read() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == {*DOCUMENT_KEYS, "values"}
    assert set(SCHEMA["$defs"]["value"]["properties"]) == set(VALUE_KEYS)
    assert SCHEMA["properties"]["kind"]["enum"] == list(KINDS)
    assert SCHEMA["properties"]["format"]["const"] == FORMAT


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"kind": "nil", "values": [], "note": "本季未开展"}, True),
        ({"kind": "correction", "values": [value(ROWS[2], value="约3120")]}, True),
        ({"kind": "withdrawal", "values": [value(ROWS[2], note="口径有误")]}, True),
        ({"kind": "nil"}, False),
        ({"kind": "correction", "values": []}, False),
        ({"kind": "withdrawal", "values": [value(ROWS[2], value=1, note="口径有误")]}, False),
        ({"values": [*values(), value(ROWS[2], valeu=1)]}, False),
        ({"kind": "new"}, False),
    ],
)
def test_what_the_schema_admits_is_read_without_a_word_and_the_rest_is_not(
    hand: Hand, changes: dict[str, Any], good: bool
) -> None:
    schema = jsonschema.Draft202012Validator(SCHEMA)
    assert schema.is_valid(whole(**changes)) is good
    loud = [one for one in hand(whole(**changes)).findings if one.severity is not Severity.INFO]
    assert (loud == []) is good
