"""`cityplan user sign-out` as a user's script calls it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from desk import accounts, factors, sessions
from desk import one_time_codes as codes
from desk.demo.posts import ADMIN, DESK, LEADER
from desk.handle import open_desk
from desk.settings import Settings
from desk.setup import start
from tests.cli import forked

PASSWORD = "一个足够长的口令-2024"


def test_all_log_ins_of_a_post_or_of_everybody_end_by_command(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    start(settings, "demo")
    env = {"CITYPLAN_HOME": str(settings.home), "PATH": os.defpath}
    desk = open_desk(settings)
    tokens = {}
    for post in (DESK, LEADER):
        accounts.add_post(desk, ADMIN, post, PASSWORD)
        tokens[post.post] = accounts.log_in(desk, post.post, PASSWORD, desk.now())

    def alive() -> list[bool]:
        return [accounts.who(desk, one, desk.now()) is not None for one in tokens.values()]

    one = forked.run(["user", "sign-out", DESK.post, "--json"], env)
    assert (one.returncode, json.loads(one.stdout)["ended"], alive()) == (0, 1, [False, True])
    every = forked.run(["user", "sign-out", "--everybody", "--lang", "en"], env)
    assert (every.returncode, alive()) == (0, [False, False])
    assert "1 sessions ended" in every.stdout
    assert sessions.why_over(desk, tokens[LEADER.post], desk.now()) == "管理员结束了全部登录"
    assert forked.run(["user", "sign-out"], env).returncode == 2
    unknown = forked.run(["user", "sign-out", "无此岗位"], env)
    assert unknown.returncode == 1 and "没有岗位" in unknown.stderr
    desk.ledger.close()


def test_a_second_factor_is_taken_off_by_command_when_nobody_can_log_in_to_do_it(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home")
    start(settings, "demo")
    env = {"CITYPLAN_HOME": str(settings.home), "PATH": os.defpath}
    desk = open_desk(settings)
    accounts.add_post(desk, ADMIN, LEADER, PASSWORD)
    offer = factors.offer(desk, LEADER)
    secret = codes.derived(settings.secret(), LEADER.post, offer.nonce)
    code = codes.code(secret, codes.step_of(desk.now()))
    factors.turn_on(desk, LEADER, factors.Proof(PASSWORD, code, offer.nonce), "", desk.now())
    with pytest.raises(factors.CodeWanted):
        accounts.log_in(desk, LEADER.post, PASSWORD, desk.now())
    done = forked.run(["user", "factor-off", LEADER.post], env)
    assert (done.returncode, factors.standing(desk, LEADER.post).on) == (0, False), done.stderr
    assert accounts.log_in(desk, LEADER.post, PASSWORD, desk.now())
    again = forked.run(["user", "factor-off", LEADER.post], env)
    assert again.returncode == 1 and "没有设置动态码" in again.stderr
    assert forked.run(["user", "factor-off", "无此岗位"], env).returncode == 1
    desk.ledger.close()
