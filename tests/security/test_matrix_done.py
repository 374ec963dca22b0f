"""Beside every refusal of the matrix: each act is done by everybody in turn who may, once."""

from __future__ import annotations

from dashboards import acts
from tests.security import ways
from tests.security.table import DOES, table
from tests.security.test_matrix import SENDING, _handed, _said, _sent
from tests.security.world import World

ORDER: tuple[tuple[str, str], ...] = (
    *(("本单位填报", "save_draft"), ("本单位审核", "save_draft"), ("本单位填报", "hand_in_nil")),
    *(("本单位填报", "answer"), ("本单位填报", "acknowledge"), ("调度", "close_alert")),
    *(("本单位审核", "approve"), ("调度", "approve"), ("调度", "unapprove")),
    *(("调度", "send_back"), ("本单位审核", "correct"), ("本单位填报", "withdraw")),
    *(("本单位审核", "ask_exception"), ("调度", "grant_exception"), ("调度", "end_exception")),
    *(("调度", "close_period"), ("调度", "open_period"), ("调度", "publish")),
    *(("调度", "ask_disclosure"), ("领导", "decline_disclosure"), ("调度", "ask_disclosure")),
    *(("领导", "approve_disclosure"), ("领导", "withdraw_disclosure"), ("管理", "try_channel")),
    *(("管理", "name_deputy"), ("本单位填报", "end_deputy"), ("本单位填报", "hand_in_form")),
    *(("管理", "add_post"), ("管理", "show_rights"), ("管理", "save_rights")),
    *(("管理", "reset_password"), ("管理", "disable_post"), ("管理", "enable_post")),
    *(("管理", "issue_token"), ("管理", "revoke_token")),
)
"""Who does what, in an order in which each may."""


def test_every_act_is_done_by_whom_the_document_lets_do_it(world: World) -> None:
    assert {name for _, name in ORDER} == {*acts.ACTS, *acts.FORMS}
    for column, name in ORDER:
        assert column in table(DOES)[ways.ACTS[name].row], (column, name)
        done, told = _said(world.people[column], name, world)
        assert done, (column, name, told)


def test_files_are_taken_at_every_door_from_who_may_hand_them_in(world: World) -> None:
    for row, (callback, program) in SENDING.items():
        assert "本单位填报" in table(DOES)[row]
        assert _handed(world, world.people["本单位填报"], callback)
        assert _sent(world, world.people["本单位填报"], program) in (201, 202)
