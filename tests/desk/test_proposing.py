"""What figures go by changes when one post asks and another lets it in: the plan's edition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desk import proposing
from desk.accounts import add_post
from desk.demo.posts import ADMIN, DESK
from desk.views.settings import settings_view
from ledger import audit, plans
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.hall import Hall
from tests.desk.test_plans import LEAKAGE, adjustment, edition, rewritten

SECOND = Actor("住建局复核岗", frozenset({Role.DESK}))
DISTRICT = Actor("分片调度岗", frozenset({Role.DESK}), frozenset({"housing"}))


def test_an_edition_is_loaded_by_the_second_posts_word_and_its_history_names_both(
    one_hall: Hall, tmp_path: Path
) -> None:
    for post in (SECOND, DISTRICT):
        add_post(one_hall.desk, ADMIN, post, "a long word for tests")
    changed = replace(one_hall.desk, plan=edition(tmp_path, adjustment()))
    assert settings_view(changed, DESK).changes
    key = proposing.ask_plan(changed, DESK, "伊政办发〔2024〕66号", "按旗政府文件调整漏损率目标")
    with pytest.raises(Refused, match="等候批准"):
        proposing.ask_plan(changed, SECOND, "伊政办发〔2024〕66号", "按旗政府文件调整漏损率目标")
    for post, why in ((DESK, "不能自己批准"), (DISTRICT, "全部单位"), (ADMIN, "调度")):
        with pytest.raises(Refused, match=why):
            proposing.approve(changed, post, key)
    with pytest.raises(Refused, match="又改了"):
        proposing.approve(one_hall.desk, SECOND, key)
    assert _editions(one_hall) == 1
    proposing.approve(changed, SECOND, key)
    assert _editions(one_hall) == 2
    view = settings_view(changed, DESK)
    assert not view.changes and view.edition is not None
    assert view.approvals[view.edition.version][0] == SECOND.post
    with one_hall.desk.ledger.read() as reading:
        last = audit.tail(reading, 1)[0]
    assert (last.action, last.actor) == ("plan.load", SECOND.post)
    assert DESK.post in last.subject
    with pytest.raises(Refused, match="已另有处理"):
        proposing.approve(changed, SECOND, key)


def test_a_plan_that_changes_a_promise_without_an_adjustment_is_not_even_asked_for(
    one_hall: Hall,
) -> None:
    changed = replace(one_hall.desk, plan=rewritten(one_hall.desk.plan, LEAKAGE, value=8.0))
    with pytest.raises(UserError):
        proposing.ask_plan(changed, DESK, "", "悄悄改一个目标值")
    assert settings_view(changed, DESK).why_not
    assert proposing.every(one_hall.desk) == ()


def _editions(hall: Hall) -> int:
    with hall.desk.ledger.read() as reading:
        return len(plans.versions(reading))
