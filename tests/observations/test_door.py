"""Every file that is no form gets its Chinese finding; nothing is an exception."""

from __future__ import annotations

import re

import pytest

from observations.signals import SIGNALS
from observations.stations import Verdict, verdict_of
from tests.observations import files
from tests.observations.forms import form_file

BAD = {
    "空文件": (b"", "file.empty"),
    "空白文本": (b"\r\n  \r\n", "file.empty"),
    "宏": (files.macro(), "file.kind.macro"),
    "夹带宏": (files.vba_inside(), "file.kind.macro"),
    "xlsb": (files.binary_workbook(), "file.kind.binary_workbook"),
    "xls": (files.OLE, "file.kind.old_workbook"),
    "加密": (files.ENCRYPTED, "file.kind.encrypted"),
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


def test_an_opendocument_spreadsheet_is_asked_for_as_xlsx(judge, tmp_path):
    saved = files.converted(form_file(tmp_path / "form.xlsx"), "ods", tmp_path)
    (finding,) = judge(saved, "二季度.ods").findings
    assert finding.rule == "file.kind.opendocument"
    assert "另存为 .xlsx" in finding.message


def test_a_good_form_is_read_after_every_bad_file(judge, tmp_path):
    form = form_file(tmp_path / "form.xlsx")
    for data, _ in BAD.values():
        judge(data)
    assert judge(form).findings == ()


def test_the_name_of_a_file_decides_nothing(judge, tmp_path):
    form = form_file(tmp_path / "form.xlsx")
    assert judge(form, "照片.jpg").findings == ()
    assert judge(files.OLE, "报表.csv").findings[0].rule == "file.kind.old_workbook"


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
