"""Sentences about the quality of what was reported."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "quality.head": ("{period}数据质量,截至 {today}", "Data quality of {period} as of {today}"),
    "quality.none": (
        "截至 {today},没有到期的报表",
        "No form was due by {today}",
    ),
    "quality.marks": ("各单位历期({periods}):", "Offices, period by period ({periods}):"),
    "quality.fared": ("  {name}  {marks}", "  {name}  {marks}"),
    "quality.mark.good": ("按时合格", "good"),
    "quality.mark.late": ("逾期合格", "late"),
    "quality.mark.doubted": ("存疑", "in doubt"),
    "quality.mark.failed": ("未通过", "failed"),
    "quality.mark.absent": ("未报", "absent"),
    "quality.mark.waiting": ("未到期", "not due yet"),
    "quality.mark.excused": ("不计", "excused"),
    "quality.mark.none": ("-", "-"),
    "quality.problems": (
        "未改正、未说明的问题 {count} 条:",
        "{count} findings neither corrected nor explained:",
    ),
    "quality.problem": (
        "  [{rule}] {severity} {office} {period} {place}:{message}(回执 {receipt})",
        "  [{rule}] {severity} {office} {period} {place}: {message} (receipt {receipt})",
    ),
    "quality.more": ("  另有 {count} 条,见各回执", "  and {count} more, see the receipts"),
    "quality.whole": ("整份来件", "the whole file"),
    "quality.alerts": (
        "未关闭的预警 {count} 项,平均已开 {mean} 个工作日:",
        "{count} open alerts, open for {mean} working days on average:",
    ),
    "quality.alert": (
        "  {id}  {office}  {title}  已开 {days} 个工作日  限期 {due}",
        "  {id}  {office}  {title}  open for {days} working days  due {due}",
    ),
    "quality.statement": ("数据质量说明", "The statement of data quality"),
    "quality.drawn": (
        "回执 {receipt} 的核验记录已写出 {path}",
        "The validation record of receipt {receipt} is written to {path}",
    ),
    "quality.no_receipt": ("没有回执“{receipt}”", 'There is no receipt "{receipt}"'),
    "quality.no_receipt.cure": ("核对回执号", "check its number"),
    "quality.folder": ("{path} 是目录", "{path} is a folder"),
    "quality.folder.cure": (
        "-o 后面写文件名,如 {path}/核验记录.html",
        "give -o the name of a file, such as {path}/record.html",
    ),
    "quality.unwritable": ("写不进 {path}({reason})", "{path} cannot be written ({reason})"),
    "quality.unwritable.cure": ("换一个可写的位置", "choose a place that can be written"),
    "quality.office": ("没有填报单位“{office}”", 'No office "{office}" reports'),
    "quality.office.cure": ("可用:{known}", "known: {known}"),
}
