"""Sentences of the commands on reporting rates, excused forms and the working-day calendar."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "setting.calendar": (
        "工作日历补充文件,默认为数据目录内的 calendar.yaml",
        "file that adds to the working-day calendar; calendar.yaml in the data folder by default",
    ),
    "exempt.added": ("{office} {period} 免报:{text}", "{office} {period} is not asked: {text}"),
    "exempt.ended": ("{office} {period} 恢复应报", "{office} {period} is asked again"),
    "exempt.exempt": ("免报", "excused"),
    "exempt.closed": ("单位未设立或已撤并", "no such office then"),
    "exempt.row": (
        "{office}  {period}  {word}  {day}  {post}:{text}",
        "{office}  {period}  {word}  {day}  {post}: {text}",
    ),
    "exempt.none": ("没有免报的表", "No form is excused"),
    "rates.office": ("单位", "office"),
    "rates.period": ("报告期", "period"),
    "rates.total": ("合计", "total"),
    "rates.asked": ("原应报", "asked"),
    "rates.exempt": ("免报", "exempt"),
    "rates.closed": ("撤并", "closed"),
    "rates.before": ("启用前", "before start"),
    "rates.expected": ("应报", "expected"),
    "rates.received": ("已报", "received"),
    "rates.zero_reports": ("零报告", "nil"),
    "rates.returned": ("退回未补", "returned"),
    "rates.empty": ("空表", "empty"),
    "rates.absent": ("未到", "absent"),
    "rates.on_time": ("按时", "on time"),
    "rates.passed": ("合格", "passed"),
    "rates.doubted": ("存疑", "doubted"),
    "rates.completeness": ("报送率", "completeness"),
    "rates.timeliness": ("及时率", "timeliness"),
    "rates.quality": ("合格率", "quality"),
    "rates.late_in_a_row": ("连续逾期", "late in a row"),
    "rates.row_of_late": ("{forms}期{days}个工作日", "{forms} ({days} working days)"),
    "rates.none": ("截至{today},没有到期的报表", "No form was due by {today}"),
    "rates.pending": ("另有 {count} 张表未到期,不计入", "{count} more forms are not due yet"),
    "rates.rule": (
        "口径({rule}):应报=原应报-免报-撤并-启用前到期;已报为来表受理且有数或零报告,空表、"
        "退回不算;按时以来件的北京时间日期不晚于期限为准;报送率=已报/应报,及时率=按时/应报,"
        "合格率=合格/已报(无未改的退回项、未被退回,存疑另列)",
        "Rule ({rule}): expected = asked - exempt - closed - due before the start; received = "
        "accepted with values or as a nil report, neither empty nor returned; on time = the file "
        "came by the due date in Shanghai; completeness = received/expected, timeliness = on "
        "time/expected, quality = passed/received (no open critical finding, not sent back; "
        "doubts apart)",
    ),
    "calendar.holds": (
        "文件可用(版本 {version}):{years};单独日子 {days} 个",
        "The file holds (version {version}): {years}; {days} single days",
    ),
    "calendar.note": ("提醒:{note}", "Note: {note}"),
    "calendar.year": (
        "{year}年:{source};工作日 {count} 天",
        "{year}: {source}; {count} working days",
    ),
    "calendar.official": ("国务院办公厅已公布的安排", "as published by the State Council"),
    "calendar.file": ("补充文件的安排(版本 {version})", "as the calendar file has it ({version})"),
    "calendar.unknown": (
        "放假安排未公布,暂按周一至周五推算",
        "not published yet; Monday to Friday assumed",
    ),
    "calendar.year_unknown": (
        "{year}年放假安排未公布,期限暂按周一至周五推算",
        "{year}: holidays not published yet; due dates assume Monday to Friday",
    ),
    "calendar.years": ("年份 {year} 不在 1900 至 2199 之间", "{year} is not within 1900 to 2199"),
    "calendar.years.cure": ("写四位年份,如 2026", "write a year such as 2026"),
    "calendar.by": ("{post} {at} 载入", "loaded by {post} at {at}"),
    "calendar.unloaded": (
        "补充文件没有经 cityplan calendar load 载入,未登记",
        "the calendar file was not loaded with cityplan calendar load and is not recorded",
    ),
    "calendar.off": ("  放假 {days}", "  off: {days}"),
    "calendar.on": ("  调休上班 {days}", "  worked: {days}"),
}
