"""Every file that is no form gets its Chinese finding; nothing is an exception."""

from __future__ import annotations

import re

import pytest

from observations.signals import SIGNALS
from observations.stations import Verdict, verdict_of
from tests.observations import containers, files
from tests.observations.forms import VALUES, form_file

BAD = {
    "空文件": (b"", "file.empty"),
    "空白文本": (b"\r\n  \r\n", "file.empty"),
    "宏": (files.macro(), "file.kind.macro"),
    "夹带宏": (files.vba_inside(), "file.kind.macro"),
    "xlsb": (files.binary_workbook(), "file.kind.binary_workbook"),
    "加密": (containers.compound({"EncryptedPackage": b"x"}), "file.kind.encrypted"),
    "xls 密码": (containers.xls(extra=containers.record(0x2F, bytes(6))), "file.kind.encrypted"),
    "xls 宏": (
        containers.compound({"Workbook": containers.biff(b""), "_VBA_PROJECT_CUR": b""}),
        "file.kind.macro",
    ),
    "xls 宏表": (containers.xls(kind=1), "file.kind.macro"),
    "xls 外链": (
        containers.xls(extra=containers.record(0x1AE, b"\x01\0\x05\0\0\x01b.xls")),
        "file.external_link",
    ),
    "xls 夹 zip": (containers.xls() + files.plain(), "file.kind.polyglot"),
    "xls 夹程序": (containers.xls() + b"MZ\x90" * 400, "file.kind.polyglot"),
    "两种工作簿": (
        containers.compound({"Workbook": containers.biff(b""), "Book": b"x"}),
        "file.kind.polyglot",
    ),
    "xls 截断": (containers.xls(containers.number(0, 0, 1))[:-600], "file.zip_damaged"),
    "xls 缺记录": (
        containers.compound({"Workbook": containers.bof(5) + b"\x85\0\xff\xff"}),
        "file.damaged",
    ),
    "doc": (containers.compound({"WordDocument": b"x"}), "file.kind.unsupported"),
    "ppt": (containers.compound({"PowerPoint Document": b"x"}), "file.kind.unsupported"),
    "msi": (
        containers.compound({"Icon": b"x"}, bytes.fromhex("84100c0000000000c000000000000046")),
        "file.kind.unsupported",
    ),
    "ods 密码": (
        containers.ods("", parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "file.kind.encrypted",
    ),
    "ods 宏": (containers.ods("", parts={"Basic/Standard/M.xml": "<m/>"}), "file.kind.macro"),
    "ods 实体": (
        containers.ods("", head='<!DOCTYPE o [<!ENTITY a "b">]>'),
        "file.xml_dtd",
    ),
    "ods 外表": (
        containers.ods(containers.table('<table:table-source xlink:href="file:///a.ods"/>')),
        "file.external_link",
    ),
    "ods 外图": (
        containers.ods(containers.table('<draw:image xlink:href="http://127.0.0.1/a.png"/>')),
        "file.external_link",
    ),
    "ods 公式外链": (
        containers.ods(
            containers.table(
                containers.row(
                    containers.cell("table:formula=\"of:=['file:///c:/b.xls'#$Sheet1.A1]\"")
                )
            )
        ),
        "file.external_link",
    ),
    "ods 重复": (
        containers.ods(
            containers.table(
                containers.row(
                    containers.cell(
                        'office:value-type="float" office:value="1" '
                        'table:number-columns-repeated="16384"'
                    ),
                    repeated=1_048_576,
                )
            )
        ),
        "file.too_many_cells",
    ),
    "ods 缺心": (
        files.patched(containers.ods(""), {"content.xml": lambda _: b"<office:document"}),
        "file.damaged",
    ),
    "两种套件": (
        files.patched(files.plain(), {"mimetype": lambda _: b"application/x"}),
        "file.kind.polyglot",
    ),
    "别的公文": (
        files.patched(
            containers.ods(""),
            {"mimetype": lambda _: b"application/vnd.oasis.opendocument.text"},
        ),
        "file.kind.unsupported",
    ),
    "程序": (b"MZ\x90\0" + b"\0" * 100, "file.kind.unsupported"),
    "PDF": (b"%PDF-1.7\n", "file.kind.unsupported"),
    "网页": (b"\xef\xbb\xbf<html><table></table></html>", "file.kind.unsupported"),
    "乱字节": (bytes(range(256)) * 4, "file.kind.unsupported"),
    "一句话": ("请查收附件".encode(), "file.kind.unsupported"),
    "炸弹": (files.bomb(), "file.zip_bomb"),
    "截断": (files.plain()[:-300], "file.zip_damaged"),
    "远角": (files.far_corner(), "file.killed"),
    "实体": (files.entity(files.LAUGHS), "file.xml_dtd"),
    "外部实体": (files.entity(files.OUTSIDE), "file.xml_dtd"),
    "UTF-16 实体": (
        files.entity(
            files.LAUGHS.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
        ),
        "file.xml_dtd",
    ),
    "外链": (files.external_link(), "file.external_link"),
    "DDE": (files.dde_formula(), "file.external_link"),
    "缺心": (files.without_workbook(), "file.damaged"),
    "坏 XML": (files.entity(b"<worksheet><c></worksheet>"), "file.damaged"),
    "引号": ('序号,指标\n1,"未完'.encode(), "file.damaged"),
    "不是表": (files.plain(), "form.unknown"),
    "别的表": ("序号,指标,单位\n1,漏损率,%\n".encode("gb18030"), "form.unknown"),
}


@pytest.mark.parametrize(("data", "rule"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_one_chinese_sentence(judge, data, rule):
    done = judge(data, "二季度.xlsx")
    assert [f.rule for f in done.findings] == [rule]
    assert verdict_of(done.header, done.findings) is Verdict.REFUSED
    assert done.batch.is_empty()
    (finding,) = done.findings
    assert finding.message.startswith("《二季度.xlsx》:")
    assert re.search(r"[\u4e00-\u9fff]", finding.expected)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_form_saved_again_in_another_format_is_accepted_with_the_same_values(
    judge, tmp_path, kind
):
    form = form_file(tmp_path / "form.xlsx")
    done, again = judge(form), judge(files.converted(form, kind, tmp_path), f"二季度.{kind}")
    assert [f.rule for f in again.findings] == []
    assert again.header == done.header
    assert again.batch.equals(done.batch)
    read = {(i, a): v for i, a, v in again.batch.select("indicator", "area", "value").iter_rows()}
    assert read == VALUES


def test_a_good_form_is_read_after_every_bad_file(judge, tmp_path):
    form = form_file(tmp_path / "form.xlsx")
    for data, _ in BAD.values():
        judge(data)
    assert judge(form).findings == ()


def test_the_name_of_a_file_decides_nothing(judge, tmp_path):
    form = form_file(tmp_path / "form.xlsx")
    assert judge(form, "照片.jpg").findings == ()
    assert judge(containers.xls(kind=1), "报表.csv").findings[0].rule == "file.kind.macro"


def test_a_form_cut_at_every_sixty_fourth_byte_is_never_taken_for_whole(judge, tmp_path):
    data = form_file(tmp_path / "form.xlsx").read_bytes()
    for cut in range(0, len(data), 64 * 5):
        done = judge(data[:cut])
        assert done.header is None
        assert done.findings[0].rule in ("file.empty", "file.zip_damaged", "file.kind.unsupported")


def test_every_rule_of_the_door_has_a_meaning_and_a_cure():
    for rule, known in SIGNALS.items():
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", rule)
        assert known.meaning and known.cure


def test_a_workbook_without_a_worksheet_is_refused_with_a_reason(judge):
    def fill(book):
        drawing = book.add_chart({"type": "line"})
        drawing.add_series({"values": ["图", 0, 0, 1, 0]})
        book.add_chartsheet("图").set_chart(drawing)

    (finding,) = judge(files.workbook(fill)).findings
    assert finding.rule == "file.damaged"
    assert "没有工作表" in finding.message
