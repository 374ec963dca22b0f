"""Beside every refusal of the matrix: each act is done by everybody in turn who may, once."""

from __future__ import annotations

from pathlib import Path

from dashboards import acts
from tests.security import ways
from tests.security.table import DOES, table
from tests.security.test_matrix import SENDING, _handed, _said, _sent
from tests.security.world import World

ORDER: tuple[tuple[str, str], ...] = (
    *(("本单位填报", "save_draft"), ("本单位审核", "save_draft")),
    *(("本单位填报", "answer"), ("本单位填报", "acknowledge"), ("调度", "close_alert")),
    *(("本单位审核", "approve"), ("调度", "approve"), ("调度", "unapprove")),
    *(("调度", "send_back"), ("本单位填报", "resubmit"), ("本单位审核", "correct")),
    ("本单位填报", "withdraw"),
    *(("本单位审核", "ask_exception"), ("调度", "grant_exception"), ("调度", "end_exception")),
    *(("调度", "exempt"), ("调度", "end_exemption")),
    *(("调度", "close_period"), ("调度", "open_period"), ("调度", "draft_paper")),
    *(("调度", "put_paragraph"), ("领导", "decline_paper"), ("调度", "drop_paragraph")),
    *(("领导", "approve_paper"), ("调度", "issue_paper")),
    *(("调度", "ask_disclosure"), ("领导", "decline_disclosure"), ("调度", "ask_disclosure")),
    *(("领导", "approve_disclosure"), ("领导", "withdraw_disclosure"), ("管理", "try_channel")),
    *(("管理", "name_deputy"), ("本单位填报", "end_deputy"), ("本单位填报", "hand_in_form")),
    *(("管理", "add_post"), ("管理", "show_rights"), ("管理", "save_rights")),
    *(("管理", "reset_password"), ("管理", "disable_post"), ("管理", "enable_post")),
    *(("管理", "issue_token"), ("管理", "revoke_token"), ("调度", "decline_change")),
    *(("领导", "case_open"), ("本单位填报", "case_accept"), ("本单位审核", "case_note")),
    *(("调度", "case_extend"), ("本单位填报", "case_answer"), ("调度", "case_return")),
    *(("本单位审核", "case_answer"), ("调度", "case_verify"), ("领导", "case_close")),
    *(("调度", "case_look_back"), ("领导", "case_reopen"), ("本单位填报", "case_object")),
    ("调度", "case_reassign"),
    *(("调度", "opinion_receive"), ("调度", "opinion_import"), ("调度", "opinion_reveal")),
    ("调度", "opinion_judge"),
    *(("调度", "opinion_hand"), ("调度", "opinion_study"), ("调度", "opinion_best")),
    *(("管理", "ask_rule"), ("调度", "approve_change"), ("管理", "end_sessions_of")),
)
"""Who does what, in an order in which each may."""

DONE_ELSEWHERE = {
    "case_import": (
        "case_list_page",
        "test_the_downloaded_lists_are_imported_with_every_wrong_cell_named",
    ),
    "hand_in_nil": ("filling", "test_a_zero_report_needs_its_reason_and_counts_as_the_form"),
    "end_session": ("account_page", "test_one_s_own_log_ins_are_ended_and_nobody_else_s"),
    "end_session_of": (
        "account_page",
        "test_an_administrator_sees_and_ends_the_log_ins_of_a_post",
    ),
    "score_object": ("scores_page", "test_an_office_objects_and_a_desk_decides_on_the_page"),
    "score_uphold": ("scores_page", "test_an_office_objects_and_a_desk_decides_on_the_page"),
    "score_decline": ("scores_page", "test_an_office_objects_and_a_desk_decides_on_the_page"),
    "ask_plan": ("settings_page", "test_the_edition_in_force_is_not_asked_for_again"),
    "take_off_factor": (
        "account_page",
        "test_a_code_is_set_asked_for_and_no_code_opens_anything_twice",
    ),
}
"""What needs an empty form, a second log-in, a newer plan or a telephone."""


def test_every_act_is_done_by_whom_the_document_lets_do_it(world: World) -> None:
    assert {*(name for _, name in ORDER), *DONE_ELSEWHERE, *ways.OF_ONESELF} == {
        *acts.ACTS,
        *acts.FORMS,
    }
    for column, name in ORDER:
        assert column in table(DOES)[ways.ACTS[name].row], (column, name)
        done, told = _said(world.people[column], name, world)
        assert done, (column, name, told)


def test_what_is_done_elsewhere_is_done_there() -> None:
    room = Path(__file__).parents[1] / "dashboards"
    for name, (page, test) in DONE_ELSEWHERE.items():
        text = (room / f"test_{page}.py").read_text("utf-8")
        assert f"def {test}(" in text, name


def test_files_are_taken_at_every_door_from_who_may_hand_them_in(world: World) -> None:
    for row, (callback, program) in SENDING.items():
        assert "本单位填报" in table(DOES)[row]
        assert _handed(world, world.people["本单位填报"], callback)
        assert _sent(world, world.people["本单位填报"], program) in (201, 202)
