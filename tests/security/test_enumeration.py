"""Which posts exist is told neither by what a log-in says nor by what it costs."""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from argon2 import PasswordHasher

from dashboards.app import create_app
from desk.accounts import add_post
from desk.passwords import dummy_hash
from observations.identity import Actor, Role
from tests.dashboards import town as halls
from tests.dashboards.town import ADMIN, PASSWORD
from tests.dashboards.visitor import Visitor
from tests.security.world import World

WRONG = "错的口令错的口令-2024"
EACH = 4  # one less than makes a name wait
NAMES = 60
WORK = {PasswordHasher.hash.__code__: "hash", PasswordHasher.verify.__code__: "verify"}


def argon_work(visitor: Visitor, post: str) -> Counter[str]:
    """How often argon2 is asked to hash and to verify while `post` is refused."""
    seen: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call" and frame.f_code in WORK:
            seen[WORK[frame.f_code]] += 1

    sys.setprofile(watch)
    try:
        answer = visitor.post("/login", {"post": post, "password": WRONG})
    finally:
        sys.setprofile(None)
    assert answer.status_code == 401, answer.text
    return seen


def test_a_name_nobody_has_costs_one_check_of_a_password_like_any_other(world: World) -> None:
    known = [person.actor for person in world.people.values() if person.actor is not None]
    assert len(known) > 9  # the disabled post among them
    dummy_hash.cache_clear()  # as in a process that has just begun
    stranger = Visitor(create_app(world.town.desk))
    costs = [argon_work(stranger, post) for post in ("没有这个岗", *(one.post for one in known))]
    assert costs == [Counter({"verify": 1})] * len(costs)


@pytest.mark.campaign
def test_the_time_of_a_refusal_does_not_tell_whether_the_post_exists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = halls.build(tmp_path)
    known = [f"计时岗{n}" for n in range(NAMES)]
    for post in known:
        add_post(town.desk, ADMIN, Actor(post, frozenset({Role.LEADER})), PASSWORD)
    stranger = Visitor(create_app(town.desk))
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _ in range(EACH):
        for n, post in enumerate(known):
            pair = [("known", post), ("unknown", f"无此岗{n}")]
            for kind, name in pair if n % 2 else reversed(pair):
                began = time.perf_counter()
                answer = stranger.post("/login", {"post": name, "password": WRONG})
                times[kind].append(time.perf_counter() - began)
                assert answer.status_code == 401
    town.desk.ledger.close()
    ratio = statistics.median(times["known"]) / statistics.median(times["unknown"])
    with capsys.disabled():
        sys.stdout.write(f"known / unknown: {ratio:.3f}, {len(times['known'])} pairs\n")
    assert 0.9 <= ratio <= 1.1
