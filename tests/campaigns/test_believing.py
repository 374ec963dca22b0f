"""A sample of R9; `make campaign CAMPAIGN=believing` judges a thousand forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.load import load_plan
from targets.model import Plan
from tests.campaigns.believing import campaign, drawing, kinds, table
from tests.campaigns.believing.edition import edition
from tests.campaigns.believing.said import worth
from tests.campaigns.conftest import SEED
from tests.campaigns.runner import SQLITE, Ground, chance_of, sample


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return load_plan(edition(tmp_path_factory.mktemp("plan")))


def test_contradictions_are_named_in_the_form_and_no_clean_form_goes_back(tmp_path: Path) -> None:
    ground = Ground(SQLITE, f"sqlite:///{tmp_path / 'cityplan.db'}", tmp_path, SEED, whole=False)
    tally = sample(campaign.CAMPAIGN, ground, [0])
    missed = {one.name for one in campaign.CRITICAL if table.found(tally, one) < 1}
    assert not missed, "\n".join(table.shown(tally))
    assert tally.counts["clean|退回"] == 0, "\n".join(table.shown(tally))
    assert tally.counts["history|returned"] == 0, "\n".join(table.shown(tally))


def test_every_kind_of_mistake_changes_what_a_form_says(plan: Plan) -> None:
    assert len(kinds.KINDS) >= 18
    for number in (0, 2):
        deck = drawing.deck(number, campaign.FORMS)
        world = drawing.world_of(plan, f"{SEED}:{number}", deck)
        for trial in drawing.spoiled(world, deck, chance_of(SEED, SQLITE, number)):
            assert trial.kind in deck, trial.kind
            assert trial.wrong is not None and trial.wrong.hit, trial.kind


def test_every_kind_of_mistake_is_defined_with_the_sentence_it_comes_from() -> None:
    readme = Path(kinds.__file__).with_name("README.md").read_text("utf-8")
    rows = [line.split("|")[1:4] for line in readme.splitlines() if line.startswith("| ")][1:]
    told = [(name.strip(), since.strip()) for name, _, since in rows]
    assert told == [(_marked(one), one.since) for one in kinds.KINDS.values()]


def _marked(kind: kinds.Kind) -> str:
    return kind.name + (" *" if kind.critical else "") + (" †" if kind.least == "info" else "")


def test_a_clean_form_contradicts_nothing(plan: Plan) -> None:
    world = drawing.world_of(plan, f"{SEED}:clean", drawing.deck(0, 1))
    for title in (world.now("housing", "Q"), world.now("housing", "A")):
        for key, said in world.form(*title, "once").items():
            indicator = plan.indicator(key[0])
            if said.numerator is None or indicator.kind != "rate":
                continue
            assert 0 <= said.numerator <= (said.denominator or 0), key
            typed = worth(said, indicator)
            share = said.numerator / (said.denominator or 1) * indicator.scale
            assert typed == pytest.approx(share, abs=0.5 * 10**-indicator.decimals + 1e-9), key


def test_one_seed_gives_one_set_of_forms_and_another_seed_another(plan: Plan) -> None:
    def forms(seed: str) -> list[object]:
        world = drawing.world_of(plan, seed, drawing.deck(0, 1))
        return [*world.form(*world.now("housing", "Q"), "once").items()]

    assert forms("1") == forms("1")
    assert forms("1") != forms("2")


def test_forms_of_one_history_differ_only_in_the_last_period(plan: Plan) -> None:
    world = drawing.world_of(plan, "1", drawing.deck(0, 1))
    title = world.now("housing", "Q")
    assert world.form(*title, "a") != world.form(*title, "b")
    assert world.before(*title) == world.before(*title)
