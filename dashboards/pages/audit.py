"""审计: the tail of the chain, who did what when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk

ACTIONS = {
    "acknowledge": "确认预警",
    "alert.close": "预警了结",
    "alert.delivered": "预警已送达",
    "alert.failed": "预警未送达",
    "alert.open": "发出预警",
    "alert.test": "试发预警通道",
    "alert.watch": "查预警升级",
    "answer": "属实说明",
    "approve.desk": "审定",
    "approve.office": "审核",
    "ask.assess": "申请评估",
    "ask.draft": "申请起草通报",
    "ask.issue": "申请印发通报",
    "ask.publish": "申请生成通报",
    "assess": "评估",
    "attach": "附佐证",
    "baseline.import": "导入基期",
    "baseline.set": "录入基期",
    "baseline.withdraw": "撤回基期",
    "bulk": "成批报送",
    "calendar.load": "载入工作日历",
    "case.accept": "签收督办",
    "case.answer": "回复督办",
    "case.close": "督办销号",
    "case.extend": "督办延期",
    "case.hand_over": "督办随单位撤并移交",
    "case.import": "导入督办清单",
    "case.look_back": "督办回头看",
    "case.note": "督办办理进展",
    "case.object": "对督办提异议",
    "case.open": "交办督办",
    "case.reassign": "改派督办",
    "case.reopen": "重开督办",
    "case.return": "退回督办",
    "case.verify": "核验督办",
    "case.watch": "核对督办",
    "case.rebuild": "改正督办现状",
    "case.tell": "督办催办",
    "certify": "复核成批报送",
    "certify.ask": "重新复核",
    "change.ask": "提请更改设置",
    "change.declined": "不同意更改",
    "denied": "拒绝",
    "deputy.end": "结束代理",
    "deputy.name": "指定代理",
    "disclosure.approved": "批准公开",
    "disclosure.ask": "提请公开",
    "disclosure.declined": "不予公开",
    "disclosure.withdrawn": "撤下公开",
    "exempt.add": "免报",
    "exempt.end": "恢复应报",
    "head": "导出链头",
    "head.fill": "补写链头",
    "hold": "暂缓",
    "judge": "校核",
    "judge.published": "校核公开数值",
    "load.published": "载入公开数值",
    "log_in": "登录",
    "log_out": "退出",
    "map.load": "载入地区边界",
    "milestone.import": "导入节点值",
    "milestone.set": "录入节点值",
    "milestone.withdraw": "撤回节点值",
    "opinion.erase": "销毁意见的个人信息",
    "opinion.hand": "转办意见",
    "opinion.import": "导入意见",
    "opinion.judge": "审查意见",
    "opinion.receive": "收到意见",
    "opinion.recommend": "推荐意见",
    "opinion.reveal": "查看意见的个人信息",
    "opinion.study": "意见归类研究",
    "paper.approve": "批准通报",
    "paper.decline": "退回通报草稿",
    "paper.draft": "起草通报",
    "paper.edit": "修改通报",
    "paper.issue": "印发通报",
    "period.ask": "申请例外",
    "period.close": "关账",
    "period.except": "准许例外",
    "period.except.end": "结束例外",
    "period.open": "重开",
    "personal.rotate": "更换数据密钥",
    "plan.load": "载入方案",
    "post.disable": "停用岗位",
    "post.enable": "启用岗位",
    "post.factor": "改动态码",
    "post.password": "改口令",
    "post.recovery": "用恢复码登录",
    "post.rights": "改岗位权限",
    "post.save": "保存岗位",
    "publish": "印发",
    "backup": "备份整套系统",
    "purge": "登记销毁",
    "purge.bytes": "销毁原件",
    "receive": "接收",
    "receive.published": "导入公开数值",
    "recheck": "重新校核",
    "remind": "催报提醒",
    "resubmit": "原样重报",
    "rule.set": "设规则",
    "score.decide": "办理考核异议",
    "score.object": "对考核提异议",
    "score.rule": "启用考核规则",
    "send_back": "退回",
    "session.end": "结束登录",
    "session.end.admin": "管理员结束登录",
    "session.end.all": "结束全部登录",
    "token.issue": "发放令牌",
    "token.revoke": "收回令牌",
    "unapprove": "撤销审定",
    "watch": "查期限",
}
EACH = 50  # entries of a leaf
SHOWN = 16  # signs of a digest that tell two apart by eye


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The latest entries of the audit chain, a leaf at a time."""
    from desk import views

    latest = leaf(views.audit(desk, who), address, "page", EACH)
    body = [
        [
            str(one.seq),
            moment(one.recorded_at, seconds=True),
            one.post,
            html.Span(ACTIONS.get(one.action, one.action), title=one.action, className="nowrap"),
            _subject(one.subject),
            html.Code(one.digest[:SHOWN], title=one.digest),
        ]
        for one in latest.rows
    ]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("审计"),
                    html.P(
                        "每次写入都在链上留一条;用“cityplan ledger verify”复核整条链。",
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            flat(card("最近记录", _chain(body))),
            *latest.links,
        ],
        className="page-body",
    )


def _subject(text: str) -> str:
    """The subject; of a channel's address only its kind: the rest is the machine's own matter."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return text
    return "本机文件通道" if scheme == "file" else f"{scheme}://{rest.partition('/')[0]}"


def _chain(body: list[list[Any]]) -> Component:
    headings = ["序号", "时间", "岗位", "动作", "对象", "指纹"]
    return table(headings, body, numeric=frozenset({0}), empty="还没有记录。")
