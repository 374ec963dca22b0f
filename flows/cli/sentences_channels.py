"""Sentences about alert channels."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "channel.taken": (
        "第 {number} 个通道 {name}:{said},消息编号 {message}",
        "channel {number} {name}: taken ({said}), message {message}",
    ),
    "channel.not_taken": (
        "第 {number} 个通道 {name} 未接收:{said}",
        "channel {number} {name} did not take it: {said}",
    ),
    "setting.alert_recipients": (
        "各单位的预警收件人,单位编号=邮箱;邮箱,各项以逗号分隔",
        "mail recipients by office, office=a@x;b@x, separated by commas",
    ),
}
