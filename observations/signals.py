"""Every signal the intake can raise: rule id → how loud, what it means, what cures it.

`docs/intake.md` prints this table; a test keeps the two equal. No polars here: the jail's
child imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from observations.finding import Finding, Severity


@dataclass(frozen=True)
class Signal:
    """One rule of the door: loudness, meaning and cure in Chinese."""

    severity: Severity
    meaning: str
    cure: str


_CRITICAL, _WARNING, _INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO

SIGNALS: Mapping[str, Signal] = MappingProxyType(
    {
        "file.empty": Signal(_CRITICAL, "文件没有内容", "重新导出后再报送"),
        "file.too_large": Signal(_CRITICAL, "文件超过大小上限", "只保留填报表,删去图片后再报送"),
        "file.too_many_cells": Signal(
            _CRITICAL, "单元格数超过填报表的规模", "只留填报表,删去远处和多余的内容后再报送"
        ),
        "file.kind.macro": Signal(_CRITICAL, "文件带宏", "另存为不带宏的 .xlsx 后再报送"),
        "file.kind.binary_workbook": Signal(
            _CRITICAL, "文件是二进制工作簿(xlsb)", "用表格软件另存为 .xlsx 后再报送"
        ),
        "file.kind.old_workbook": Signal(
            _CRITICAL, "文件是旧版工作簿(xls/et)", "用表格软件另存为 .xlsx 后再报送"
        ),
        "file.kind.opendocument": Signal(
            _CRITICAL, "文件是 OpenDocument 表格(ods)", "用表格软件另存为 .xlsx 后再报送"
        ),
        "file.kind.encrypted": Signal(
            _CRITICAL, "文件设有打开密码,内容读不出来", "取消密码另存后再报送"
        ),
        "file.kind.unsupported": Signal(
            _CRITICAL,
            "文件内容不是可读的表格",
            "用下发的 .xlsx 表样填报;其他格式的表格先另存为 .xlsx",
        ),
        "file.encoding": Signal(_CRITICAL, "文本编码无法识别", "另存为 UTF-8 或 GB18030 编码"),
        "file.zip_bomb": Signal(_CRITICAL, "压缩内容异常膨胀", "用表格软件重新另存后再报送"),
        "file.zip_damaged": Signal(_CRITICAL, "文件不完整或已损坏", "重新导出或重新传送"),
        "file.zip_unsafe": Signal(_CRITICAL, "压缩包结构异常", "用表格软件重新另存后再报送"),
        "file.xml_dtd": Signal(_CRITICAL, "文件内含实体声明(DTD)", "用表格软件重新另存后再报送"),
        "file.external_link": Signal(
            _CRITICAL, "文件链接到别的文件或程序(外部链接、DDE)", "断开链接、粘贴为数值后再报送"
        ),
        "file.damaged": Signal(_CRITICAL, "表格内容读不出来", "用表格软件打开、另存后再报送"),
        "file.original_missing": Signal(
            _CRITICAL, "档案中找不到原件,读不出来", "请管理员核对存储设备;原件确已丢失的,重新报送"
        ),
        "file.killed": Signal(
            _CRITICAL,
            "读取超出内存或时间上限,已中止",
            "删去远处单元格(如 XFD1048576)的内容,只留填报表后再报送",
        ),
        "sheet.hidden": Signal(_INFO, "有表样以外的隐藏工作表,内容未采用", "如有数据请移到填报表"),
        "sheet.unread": Signal(_INFO, "有表样以外的工作表,内容未采用", "如有数据请移到填报表"),
        "form.unknown": Signal(_CRITICAL, "认不出是哪张表", "下载本单位本期表样,填好后报送"),
        "form.blank": Signal(
            _CRITICAL, "整张表没有填任何数,也没有说明", "填报后再报送;确无数据请逐行写明原因"
        ),
        "form.layout_sheet.missing": Signal(
            _INFO, "没有表样标识页,按标题和表头识别", "建议直接用下发的表样填报"
        ),
        "form.layout_sheet.changed": Signal(
            _CRITICAL, "表样标识页被改动,无法核对", "重新下载表样填报"
        ),
        "form.edition.outdated": Signal(_INFO, "用的是旧版表样,已逐行核对", "下期用新表样"),
        "form.heading.missing": Signal(_CRITICAL, "缺少应有的列", "恢复表头或重新下载表样"),
        "form.heading.unknown": Signal(_CRITICAL, "有表样以外的列", "删去该列,说明写在“说明”列"),
        "form.heading.duplicate": Signal(_CRITICAL, "同一列名出现两次", "删去多余的一列"),
        "form.office.mismatch": Signal(_CRITICAL, "填报单位前后不一致", "用本单位的表样填报"),
        "form.period.mismatch": Signal(_CRITICAL, "报告期前后不一致", "用本期的表样填报"),
        "row.missing": Signal(_CRITICAL, "缺少应报的行", "恢复该行;无数据时本期值留空"),
        "row.unknown": Signal(_CRITICAL, "有表样以外的行", "删去该行,或重新下载表样"),
        "row.duplicate": Signal(_CRITICAL, "同一指标出现两行", "只保留一行"),
        "locked.changed": Signal(_CRITICAL, "锁定内容被改动", "恢复原文"),
        "cell.not_a_number": Signal(_CRITICAL, "数值单元格里不是数", "只填数,说明写在“说明”列"),
        "cell.not_yes_or_no": Signal(
            _CRITICAL,
            "是否类单元格里不是“是”或“否”",
            "请填“是”(已完成)或“否”(未完成),进展写在“说明”列",
        ),
        "cell.more_than_a_number": Signal(
            _CRITICAL, "数的前后还有别的文字", "只填数,约数写“约…”,其余文字写在“说明”列"
        ),
        "cell.unit": Signal(_CRITICAL, "填报带的单位与该格单位不一致", "换算后只填数"),
        "cell.too_precise": Signal(_CRITICAL, "数字超过 15 位有效数字,会丢位", "按规定小数位填写"),
        "cell.scientific": Signal(
            _CRITICAL, "科学计数法可能已经丢位", "设为“数值”格式后填完整的数"
        ),
        "cell.error": Signal(_CRITICAL, "单元格是错误值", "改正公式或直接填数"),
        "cell.formula_without_value": Signal(
            _CRITICAL, "公式没有算出结果", "用表格软件打开、保存后再报送,或直接填数"
        ),
        "cell.number_as_text": Signal(_INFO, "数字以文本形式填写,已识别", "设为“数值”格式"),
        "cell.unexpected": Signal(_INFO, "填报区以外有内容,未采用", "说明写在“说明”列"),
        "value.recomputed": Signal(_INFO, "公式没有缓存值,已按分子分母算出", "无需处理"),
        "total.missing": Signal(
            _CRITICAL, "缺少合计校验行,无法确认表格完整", "恢复表尾或重新下载表样"
        ),
        "total.not_computed": Signal(_INFO, "合计校验没有缓存值,未作核对", "无需处理"),
        "total.count": Signal(_CRITICAL, "填报项数与表尾合计不符", "重新保存以更新合计,核对缺行"),
        "total.sum": Signal(_CRITICAL, "填报合计与表尾合计不符", "重新保存以更新合计,核对数值"),
    }
)


@dataclass(frozen=True)
class Place:
    """Where something was found; `sheet`/`cell` empty for the file as a whole."""

    sheet: str = ""
    cell: str = ""
    indicator: str = ""
    area: str = ""
    period: str = ""


NOWHERE = Place()


def signal(
    rule: str, message: str, place: Place = NOWHERE, *, value: str = "", expected: str = ""
) -> Finding:
    """A finding of `rule` with its loudness from the table; `expected` defaults to the cure."""
    known = SIGNALS[rule]
    return Finding(
        rule=rule,
        severity=known.severity,
        message=message,
        expected=expected or known.cure,
        sheet=place.sheet,
        cell=place.cell,
        indicator=place.indicator,
        area=place.area,
        period=place.period,
        value=value,
    )
