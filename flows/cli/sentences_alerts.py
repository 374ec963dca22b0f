"""Sentences about alerts and their life."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "alerts.row": (
        "{id}  {state}  {days}个工作日  限期 {due}  {about}  {title}",
        "{id}  {state}  {days} working days  due {due}  {about}  {title}",
    ),
    "alerts.unsure": ("{due}(节假日未公布)", "{due} (holidays not announced)"),
    "alerts.step": ("  {at}  {step}  {post}  {text}", "  {at}  {step}  {post}  {text}"),
    "alerts.none": ("没有未关闭的预警", "No open alerts"),
    "alerts.acknowledged": ("已确认预警 {alert}", "Alert {alert} acknowledged"),
    "alerts.closed": ("已关闭预警 {alert}", "Alert {alert} closed"),
    "alerts.sent": (
        "升级 {escalated} 条,送出消息 {sent} 条",
        "{escalated} escalated, {sent} messages sent",
    ),
    "watch.late": ("逾期:{office} {period} {title}", "late: {office} {period} {title}"),
    "watch.reminded": ("提醒:{office} {period} {title}", "reminder: {office} {period} {title}"),
    "watch.nothing": ("没有新的逾期和提醒", "nothing newly late, nobody to remind"),
    "watch.day_off": (
        "今天不是工作日,逾期和提醒留到下一个工作日",
        "not a working day: what is late is said on the next one",
    ),
    "alert.opened": ("待处理", "open"),
    "alert.acknowledged": ("已确认", "acknowledged"),
    "alert.escalated": ("已升级", "escalated"),
    "alert.noted": ("再次出现", "seen again"),
    "alert.corrected": ("已改报", "corrected"),
    "alert.verified": ("已复核", "verified"),
    "alert.closed": ("已关闭", "closed"),
}
