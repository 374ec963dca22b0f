"""Where a delivery stands, as a coloured word."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboards.components import html

DUE_WORDS = {
    "due": "待报送",
    "late": "逾期未报",
    "judging": "校核中",
    "returned": "被退回,请改后重报",
    "waiting": "待本单位审核",
    "office_approved": "待调度审定",
    "approved": "已审定",
    "withdrawn": "已全部撤回,请重新报送",
}
RECEIPT_WORDS = {
    "received": "已接收",
    "judging": "校核中",
    "accepted": "已受理",
    "returned": "退回",
    "refused": "不能识别",
    "duplicate": "重复报送",
}


def state(word: str, kind: str) -> Component:
    """A state as a coloured word."""
    return html.Span(word, className=f"state state-{kind}")
