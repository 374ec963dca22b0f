"""Every way to an object, declared once: pages, downloads, the programs' routes, callbacks, acts.

What the site has and this file does not know turns the matrix red, and so does a kind of object
that has no mark here or no row in docs/security.md.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboards.address import segment
from desk.rule_settings import standings
from tests.security.world import (
    APPROVED,
    AREA,
    CLOSED,
    INDICATOR,
    MARK,
    SETTLED,
    UNSETTLED,
    UNTIL,
    WAITING,
    World,
)

Says = Callable[[World], str]


@dataclass(frozen=True)
class Kind:
    """A kind of object by its row in the document; an answer that holds a mark shows one."""

    name: str
    marks: Callable[[World], tuple[str, ...]]


KINDS: tuple[Kind, ...] = (
    Kind("表样", lambda w: (f"/files/form/{w.office}/",)),
    Kind("草稿", lambda w: (f"{MARK}草稿",)),
    Kind("报送页、办理过程", lambda w: (f"{w.name} · {WAITING.label}",)),
    Kind("来件、回执、退回单", lambda w: (f"{MARK}来件", w.numbers["receipt"])),
    Kind("问题、属实说明", lambda _: ("小于2024年第一季度的",)),
    Kind("佐证", lambda _: (f"{MARK}佐证",)),
    Kind("预警", lambda _: ("认不出是哪张表",)),
    Kind("未审定的值", lambda _: (str(UNSETTLED),)),
    Kind("审定的值", lambda _: (str(SETTLED),)),
    Kind("督办", lambda _: ("2024-04-16", f"{MARK}督办")),
    Kind("提案建议、答复函", lambda _: (f"{MARK}提案",)),
    Kind("提案建议的汇总回复", lambda _: ("/files/proposals/cppcc-proposal/",)),
    Kind("意见建议", lambda _: ("/opinions/YJ-", "意见 YJ-")),
    Kind("意见建议的文书", lambda _: ("/files/opinions/handling/",)),
    Kind("考核得分", lambda w: (f"/scores/{w.office}/2024-Q3", f"{w.name}的考核明细")),
    Kind("补报的申请与例外", lambda _: (f"{MARK}例外理由", f"{MARK}申请理由")),
    Kind("代理", lambda _: (f"{MARK}离岗原因",)),
    Kind("岗位的权限", lambda _: ('"do": "show_rights"',)),
    Kind("令牌", lambda _: ('"do": "revoke_token"',)),
    Kind("审计链", lambda _: ("每次写入都在链上留一条",)),
    Kind("通道", lambda _: ('"do": "try_channel"',)),
    Kind("上线核对", lambda _: ("每次打开都按此刻",)),
    Kind("设置与版本", lambda _: ('"children": "设置与版本"', '"load-what"')),
    Kind("公开的提请", lambda _: ("提请和批准须是两个岗位",)),
    Kind("运行指标", lambda _: ("cityplan_",)),
    Kind("通报草稿", lambda _: (f"{MARK}补充",)),
    Kind("随写的全旗文书", lambda _: ("/files/written/onepage/", "一图读懂")),
    Kind("单位反馈单", lambda w: (f"/files/written/office/{w.office}/", "推进情况的反馈单")),
    Kind("已印发的通报", lambda w: (w.numbers["paper"],)),
    Kind("方案、任务", lambda w: (w.town.desk.plan.tasks[0].title,)),
)


@dataclass(frozen=True)
class Way:
    """An address and the kinds it shows; `named`: it names one office's object by its number."""

    address: Says
    shows: tuple[str, ...] = ()
    search: str = ""
    named: bool = False


def _to(*parts: str) -> Says:
    """An address of fixed parts; `{x}` is a number of the world."""
    return lambda w: "".join(parts).format(o=w.office, **{k: segment(v) for k, v in w.all.items()})


PAGES: Mapping[str, Way] = {
    "/": Way(_to("/")),
    "/wall": Way(_to("/wall")),
    "/tasks": Way(_to("/tasks"), ("方案、任务",)),
    "/tasks/*": Way(lambda w: f"/tasks/{w.town.desk.plan.tasks[0].id}", ("方案、任务",)),
    "/offices": Way(_to("/offices")),
    "/offices/*": Way(_to("/offices/{o}"), ("督办", "预警", "单位反馈单"), named=True),
    "/scores": Way(_to("/scores"), ("考核得分",), "?period=2024-Q3"),
    "/scores/*/*": Way(_to("/scores/{o}/2024-Q3"), ("考核得分",), named=True),
    "/areas": Way(_to("/areas")),
    "/indicators/*": Way(
        _to(f"/indicators/{INDICATOR}"), ("未审定的值", "审定的值"), f"?area={AREA}", named=True
    ),
    "/final": Way(_to("/final")),
    "/reporting": Way(_to("/reporting"), ("来件、回执、退回单",)),
    "/reporting/*/*": Way(
        _to(f"/reporting/{{o}}/{WAITING}"), ("报送页、办理过程", "佐证"), named=True
    ),
    "/reporting/*/*/values": Way(
        _to(f"/reporting/{{o}}/{WAITING}/values"), ("报送页、办理过程",), named=True
    ),
    "/reporting/*/*/fill": Way(_to("/reporting/{o}/{draft}/fill"), ("草稿",)),
    "/receipts/*": Way(_to("/receipts/{returned}"), ("来件、回执、退回单",), named=True),
    "/cases": Way(_to("/cases"), ("督办",)),
    "/cases/*": Way(_to("/cases/{case}"), ("督办",), named=True),
    "/proposals": Way(_to("/proposals"), ("提案建议、答复函", "提案建议的汇总回复")),
    "/opinions": Way(_to("/opinions"), ("意见建议", "意见建议的文书")),
    "/opinions/*": Way(_to("/opinions/{opinion}"), ("意见建议",), named=True),
    "/alerts": Way(_to("/alerts"), ("预警",)),
    "/quality": Way(_to("/quality"), ("问题、属实说明",)),
    "/data": Way(_to("/data"), ("审定的值",), "?period=2024-Q2"),
    "/briefings": Way(_to("/briefings"), ("已印发的通报", "随写的全旗文书")),
    "/briefings/*": Way(_to(f"/briefings/{APPROVED}"), ("通报草稿",), named=True),
    "/disclosures": Way(_to("/disclosures"), ("公开的提请",), named=True),
    "/closing": Way(_to("/closing"), ("补报的申请与例外",)),
    "/deputies": Way(_to("/deputies"), ("代理",)),
    "/channels": Way(_to("/channels"), ("通道",), named=True),
    "/settings": Way(_to("/settings"), ("设置与版本",), named=True),
    "/settings/calendar": Way(_to("/settings/calendar"), ("设置与版本",), named=True),
    "/settings/map": Way(_to("/settings/map"), ("设置与版本",), named=True),
    "/account": Way(_to("/account")),
    "/admin": Way(_to("/admin"), ("令牌",), named=True),
    "/admin/posts/*": Way(lambda w: f"/admin/posts/{w.spare}", ("岗位的权限",), named=True),
    "/audit": Way(_to("/audit"), ("审计链",), named=True),
    "/going-live": Way(_to("/going-live"), ("上线核对",), named=True),
}
"""By the path of a page in `dashboards.routes.PAGES`."""

EXTRA_PAGES: tuple[Way, ...] = (
    Way(_to("/data"), ("未审定的值",), "?state=newest&period=2024-Q3"),
    Way(_to("/receipts/{doubted}"), ("问题、属实说明",), named=True),
    Way(_to("/alerts"), (), f"?alert={MARK}"),
)
"""Other views of the same pages."""

RULES: Mapping[str, Way] = {
    "/files/form/<office>/<period>": Way(
        _to(f"/files/form/{{o}}/{WAITING}"), ("表样",), named=True
    ),
    "/files/return/<receipt>": Way(
        _to("/files/return/{returned}"), ("来件、回执、退回单",), named=True
    ),
    "/files/original/<receipt>": Way(
        _to("/files/original/{returned}"), ("来件、回执、退回单",), named=True
    ),
    "/files/data-docs/<receipt>": Way(
        _to("/files/data-docs/{receipt}"), ("来件、回执、退回单",), named=True
    ),
    "/files/cases.xlsx": Way(_to("/files/cases.xlsx")),
    "/files/case/<number>/<int:place>": Way(_to("/files/case/{case}/1"), ("督办",), named=True),
    "/files/proposals.xlsx": Way(_to("/files/proposals.xlsx")),
    "/files/proposals/<number>.<form>": Way(
        _to("/files/proposals/{motion}.json"), ("提案建议、答复函",), named=True
    ),
    "/files/proposals/<kind>/<year>.<form>": Way(
        _to("/files/proposals/cppcc-proposal/2024.json"), ("提案建议的汇总回复",), named=True
    ),
    "/files/opinions/<kind>/<period>.<form>": Way(
        _to("/files/opinions/handling/2024.json"), ("意见建议的文书",), named=True
    ),
    "/files/attachment/<number>": Way(_to("/files/attachment/{evidence}"), ("佐证",), named=True),
    "/files/briefing/<paper>/<name>": Way(
        _to("/files/briefing/{paper}/{paper_file}"), ("已印发的通报",)
    ),
    "/files/paper/<period>": Way(_to(f"/files/paper/{APPROVED}"), ("通报草稿",), named=True),
    "/files/written/<kind>/<period>.<form>": Way(
        _to(f"/files/written/onepage/{APPROVED}.json"), ("随写的全旗文书",), named=True
    ),
    "/files/written/office/<office>/<period>.<form>": Way(
        _to(f"/files/written/office/{{o}}/{APPROVED}.json"), ("单位反馈单",), named=True
    ),
    "/files/data.csv": Way(_to("/files/data.csv"), ("审定的值",), "?period=2024-Q2"),
    "/files/data.xlsx": Way(_to("/files/data.xlsx"), (), "?period=2024-Q2"),
    "/files/open-data/<kind>.zip": Way(_to("/files/open-data/frictionless.zip")),
}
"""Downloads, by their rule in the url map."""

PROGRAMS: Mapping[str, Way] = {
    "/api/v1/receipts/<receipt>": Way(
        _to("/api/v1/receipts/{returned}"), ("来件、回执、退回单",), named=True
    ),
    "/api/v1/receipts/<receipt>/return-sheet": Way(
        _to("/api/v1/receipts/{returned}/return-sheet"), ("来件、回执、退回单",), named=True
    ),
    "/api/v1/observations": Way(_to("/api/v1/observations"), ("未审定的值",), "?approved=false"),
    "/api/v1/assessments": Way(_to("/api/v1/assessments")),
    "/api/v1/cases": Way(_to("/api/v1/cases"), ("督办",)),
    "/api/v1/briefings": Way(_to("/api/v1/briefings"), ("已印发的通报",)),
    "/api/v1/briefings/<paper>/<name>": Way(
        _to("/api/v1/briefings/{paper}/{paper_file}"), ("已印发的通报",)
    ),
    "/api/v1/openapi.json": Way(_to("/api/v1/openapi.json")),
    "/metrics": Way(_to("/metrics"), ("运行指标",), named=True),
}
"""Reads of programs, by their rule; a token answers for its post."""

OPEN_TO_ALL = frozenset({"/login", "/login/static/<name>", "/healthz", "/readyz", "/logout"})
"""Rules without an object: the contract's allow list, and the way out."""
NO_OBJECT = frozenset(
    {
        *("/", "/<path:path>", "/_dash-layout", "/_dash-dependencies", "/_dash-update-component"),
        *("/_reload-hash", "/_favicon.ico", "/assets/<path:filename>", "/charts/<name>"),
        *("/language", "/look", "/plain/", "/plain/<path:path>"),
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    }
)
"""Rules that hand out the site's own code, or lead to a page or a callback named elsewhere."""
SENDS = frozenset({"/api/v1/submissions", "/api/v1/attachments"})
"""Programs' posts: acts of the table below."""

CALLBACKS = frozenset(
    {"page.children", "drop-result.children", "judgement.children", "attached.children"}
    | {"acted.data", "loaded.children"}
)
"""The first output of every callback that the server answers; each is tried in the matrix."""


@dataclass(frozen=True)
class Act:
    """A button or form by its row in the document, with what it is pressed on at this moment."""

    row: str
    subject: Says
    fields: Callable[[World], Mapping[str, str]] = field(default=lambda _: {})


def _report(period: object) -> Says:
    return lambda w: f"{w.office}/{period}/{w.seq(period)}"  # type: ignore[arg-type]


def _one(text: str) -> Callable[[World], Mapping[str, str]]:
    return lambda _: {"text": text}


def _step(row: str, name: str, **fields: str) -> Act:
    return Act(f"督办:{row}", lambda w: w.step(name), lambda _: {"text": "情况如下", **fields})


OPINIONS = "意见建议:收件、审查、交办、推荐"
ONE_OPINION = json.dumps(
    {
        "name": "意见.csv",
        "contents": "data:text/csv;base64,"
        + b64encode("编号,日期,渠道,内容\n8,2024-10-08,网站,井盖破损".encode()).decode(),
    }
)


def _opinion(subject: str, **fields: str) -> Act:
    return Act(OPINIONS, _to(subject), lambda _: fields)


def _of_post(kind: str) -> Says:
    return lambda w: f"{segment(w.spare)}/{kind}"


REASON = _one("依据台账核对")
FIELDS_OF_POST: Callable[[World], Mapping[str, str]] = lambda w: {  # noqa: E731
    "roles": "clerk,reviewer",
    "offices": w.office,
    "areas": "",
    "seen": w.version,
}

ACTS: Mapping[str, Act] = {
    "save_draft": Act(
        "填表、存草稿",
        lambda w: f"{w.office}/{w.numbers['draft']}/{w.draft}/form",
        lambda w: {w.numbers["draft note"]: f"{MARK}草稿", "was": "{}"},
    ),
    "hand_in_form": Act(
        "报送、零报告",
        lambda w: f"{w.office}/{w.numbers['draft']}/{w.draft}/form",
        lambda w: w.whole_form(),
    ),
    "hand_in_nil": Act(
        "报送、零报告",
        lambda w: f"{w.office}/2024-05/0/nil",
        lambda _: {"reason": "本期没有发生"},
    ),
    "answer": Act("属实说明", lambda w: w.numbers["finding"], REASON),
    "acknowledge": Act("确认预警", lambda w: w.numbers["alert"], REASON),
    "close_alert": Act("关闭预警", lambda w: w.numbers["alert"], REASON),
    "approve": Act("审核、审定", _report(WAITING)),
    "send_back": Act("退回", _report(WAITING), REASON),
    "unapprove": Act("撤销审定", _report(APPROVED), REASON),
    "correct": Act(
        "就地更正、撤回",
        _report(WAITING),
        lambda _: {"reason": "核对台账", f"value/{INDICATOR}/{AREA}": "89"},
    ),
    "withdraw": Act(
        "就地更正、撤回",
        lambda w: f"{_report(WAITING)(w)}/withdraw",
        lambda _: {"reason": "核对台账", "which": f"{INDICATOR}/{AREA}"},
    ),
    "resubmit": Act(
        "就地更正、撤回",
        lambda w: f"{_report(WAITING)(w)}/again",
        lambda _: {"reason": "依据台账核对"},
    ),
    "ask_exception": Act(
        "申请补报",
        lambda _: "ask",
        lambda w: {
            "office": w.office,
            "period": str(CLOSED),
            "until": UNTIL.isoformat(),
            "reason": "补报",
        },
    ),
    "grant_exception": Act(
        "准许、结束例外",
        lambda _: "exception",
        lambda w: {
            "office": w.office,
            "period": str(CLOSED),
            "asked_by": w.town.posts[f"clerk:{w.office}"].post,
            "until": UNTIL.isoformat(),
            "reason": "准许",
        },
    ),
    "end_exception": Act(
        "准许、结束例外", lambda w: f"{w.office}/{CLOSED}", lambda _: {"reason": "已补报"}
    ),
    "exempt": Act(
        "免报、恢复应报",
        lambda _: "exempt",
        lambda w: {
            "office": w.office,
            "period": w.numbers["draft"],
            "decision": "exempt",
            "reason": "本期没有开展",
        },
    ),
    "end_exemption": Act(
        "免报、恢复应报",
        lambda w: f"{w.office}/{w.numbers['draft']}",
        lambda _: {"reason": "工作已恢复"},
    ),
    "close_period": Act("关账、重开", lambda _: "2023-Q4", lambda _: {"reason": "结账"}),
    "open_period": Act("关账、重开", lambda _: str(CLOSED), lambda _: {"reason": "重开"}),
    "draft_paper": Act("起草、修改、印发通报", lambda _: str(APPROVED)),
    "issue_paper": Act("起草、修改、印发通报", lambda _: str(APPROVED)),
    "put_paragraph": Act(
        "起草、修改、印发通报",
        lambda w: f"{APPROVED}/{w.draft_seq(APPROVED)}/0",
        lambda _: {"part": "overall", "text": "各单位均已报送", "office": ""},
    ),
    "drop_paragraph": Act(
        "起草、修改、印发通报", lambda w: f"{APPROVED}/{w.draft_seq(APPROVED)}/0"
    ),
    "approve_paper": Act("批准、退回通报", lambda w: f"{APPROVED}/{w.draft_sha(APPROVED)}"),
    "decline_paper": Act(
        "批准、退回通报",
        lambda w: f"{APPROVED}/{w.draft_sha(APPROVED)}",
        lambda _: {"reason": "补充原因"},
    ),
    "ask_disclosure": Act("提请公开", lambda _: str(APPROVED), lambda _: {"reason": "季度公开"}),
    "approve_disclosure": Act("批准公开、撤下", lambda w: f"{APPROVED}/{w.asked(APPROVED)}"),
    "decline_disclosure": Act(
        "批准公开、撤下",
        lambda w: f"{APPROVED}/{w.asked(APPROVED)}",
        lambda _: {"reason": "暂不公开"},
    ),
    "withdraw_disclosure": Act(
        "批准公开、撤下", lambda _: f"{APPROVED}/down", lambda _: {"reason": "有误"}
    ),
    "ask_rule": Act(
        "提请改设置",
        lambda _: "rule",
        lambda w: {
            "rule": standings(w.town.desk)[0].rule.id,
            "severity": "default",
            "since": "2024-11-01",
            "until": UNTIL.isoformat(),
            "reason": "试行期间波动正常",
        },
    ),
    "ask_plan": Act("提请改设置", lambda _: "plan", lambda _: {"reason": "新版印发"}),
    "decline_change": Act(
        "提请改设置", lambda w: f"{w.change}/change", lambda _: {"reason": "暂不调整此项"}
    ),
    "approve_change": Act("批准改设置", lambda w: f"{w.change}/change"),
    "score_object": Act(
        "提考核异议",
        lambda w: f"2024-Q3/{w.office}/reporting/2024-Q2",
        lambda _: {"reason": "报送当日平台停用"},
    ),
    "score_uphold": Act("办理考核异议", lambda _: "P1/objection", lambda _: {"reason": "属实采纳"}),
    "score_decline": Act(
        "办理考核异议", lambda _: "P1/objection", lambda _: {"reason": "与表不符"}
    ),
    "case_open": Act(
        "督办:交办",
        lambda _: "open/instruction",
        lambda w: {
            "office": w.office,
            "title": "背街小巷照明",
            "text": "群众反映集中",
            "field.instruction": "限期修复",
            "field.leader_post": "领导小组岗",
        },
    ),
    "case_import": Act("督办:交办", lambda _: "import/lists"),
    "case_accept": _step("签收、异议、回复", "accept"),
    "case_object": _step("签收、异议、回复", "object"),
    "case_answer": _step("签收、异议、回复", "answer", evidence="报告 1 号"),
    "case_note": _step("办理进展", "note"),
    "case_reassign": Act(
        "督办:改派、延期、核验、退回",
        lambda w: w.step("reassign"),
        lambda w: {"text": "职责已划转", "to": w.town.other},
    ),
    "case_extend": _step("改派、延期、核验、退回", "extend", days="2", progress="已完成一半"),
    "case_verify": _step("改派、延期、核验、退回", "verify", evidence="现场记录"),
    "case_return": _step("改派、延期、核验、退回", "return"),
    "case_close": _step("销号、回头看、重开", "close"),
    "case_look_back": _step("销号、回头看、重开", "look_back"),
    "case_reopen": _step("销号、回头看、重开", "reopen"),
    "opinion_receive": _opinion(
        "opinions/receive", channel="网站", source="9", received="2024-10-08", text="路灯不亮"
    ),
    "opinion_import": _opinion("opinions/import", file=ONE_OPINION),
    "opinion_judge": _opinion("{opinion_waiting}/1/judge", invalid="其他"),
    "opinion_reveal": _opinion("{opinion_waiting}/1/reveal", why="电话回访"),
    "opinion_hand": Act(
        OPINIONS,
        _to("{opinion_to_hand}/2/hand"),
        lambda w: {"office": w.office, "text": "请按职责办理"},
    ),
    "opinion_study": Act(
        OPINIONS,
        lambda _: "opinions/study",
        lambda w: {
            "office": w.office,
            "text": "请归类研究",
            "topic": "垃圾分类",
            "numbers": w.numbers["opinions"],
            "due": UNTIL.isoformat(),
        },
    ),
    "opinion_best": _opinion("{opinion}/3/best", best="yes", text="具体、可行"),
    "end_session": Act("本人的登录、口令、动态码", lambda w: f"{w.session}/session"),
    "end_session_of": Act("岗位、口令、令牌", lambda w: f"{w.session}/session"),
    "end_sessions_of": Act("岗位、口令、令牌", _of_post("sessions")),
    "take_off_factor": Act("岗位、口令、令牌", _of_post("factor")),
    "try_channel": Act("试发通道", lambda _: "1"),
    "name_deputy": Act(
        "指定代理",
        lambda _: "leave",
        lambda w: {
            "post": w.town.posts["desk"].post,
            "deputy": w.town.posts["second"].post,
            "since": "2024-11-01",
            "until": UNTIL.isoformat(),
            "reason": "休假",
        },
    ),
    "end_deputy": Act("结束代理", lambda w: w.leave, lambda _: {"reason": "已回"}),
    "add_post": Act(
        "岗位、口令、令牌",
        lambda _: "new-post",
        lambda w: {"post": "新填报员", "roles": "clerk", "offices": w.office, "areas": ""},
    ),
    "show_rights": Act("岗位、口令、令牌", _of_post("rights"), FIELDS_OF_POST),
    "save_rights": Act("岗位、口令、令牌", _of_post("rights"), FIELDS_OF_POST),
    "reset_password": Act("岗位、口令、令牌", _of_post("password")),
    "disable_post": Act("岗位、口令、令牌", _of_post("state")),
    "enable_post": Act("岗位、口令、令牌", _of_post("state")),
    "issue_token": Act(
        "岗位、口令、令牌",
        lambda _: "new-token",
        lambda w: {"name": "新令牌", "post": w.town.posts["leader"].post, "days": "7"},
    ),
    "revoke_token": Act("岗位、口令、令牌", lambda w: f"{segment(w.token)}/token"),
}
"""By the name of the act in `dashboards.acts`."""

OF_ONESELF = frozenset(
    {"change_own_password", "end_other_sessions", "offer_factor", "turn_on_factor"}
    | {"turn_off_factor"}
)
"""Acts that name nobody: whoever is logged in does them to the own post alone."""
