"""A small sample of the backtest: probabilities and intervals keep their word on other processes.

The full one is `python -m benchmarks calibration`; these bounds leave room for a sample of this
size and would fail for the textbook regression.
"""

import numpy as np
import pytest

from benchmarks.calibration import COUNT, SEED, cases, counted, lingering, ours, score, textbook
from benchmarks.processes import CHOSEN_ON, COUNTS, UNSEEN

SERIES = 8
PROCESSES = CHOSEN_ON | UNSEEN
# 过程 → 九成区间至少盖住多少
COVERAGE = {
    "逻辑斯蒂增长": 0.84, "阶跃": 0.74, "自回归+漂移": 0.82, "随机游走+漂移": 0.78,
    "饱和+厚尾": 0.85,
}  # fmt: skip


@pytest.mark.parametrize(("name", "least"), COVERAGE.items())
def test_on_processes_it_was_not_made_for_it_beats_the_base_rate_and_covers(name, least):
    asked = list(cases(PROCESSES[name], SEED, SERIES))
    found, plain = score(asked, ours), score(asked, textbook)
    assert found.cases > 250
    assert found.brier < 0.9 * found.climate
    assert found.coverage >= least
    assert found.coverage > plain.coverage + 0.03


def test_a_steady_climb_to_all_there_is_is_foreseen_where_a_bending_scale_alone_would_not_be():
    asked = list(cases(PROCESSES["匀速到顶"], SEED, SERIES))
    found, bent = score(asked, ours), score(asked, lingering)
    assert found.cases > 150
    assert found.coverage >= 0.90 > bent.coverage + 0.1
    assert found.brier < 0.85 * bent.brier


def test_on_its_own_process_it_covers_and_is_hardly_worse_than_the_regression_made_for_it():
    asked = list(cases(CHOSEN_ON["直线(所拟合的)"], SEED, SERIES))
    found, plain = score(asked, ours), score(asked, textbook)
    assert 0.87 <= found.coverage <= 0.99
    assert found.brier < plain.brier + 0.03


def test_what_it_calls_likely_happens_likely():
    asked = (cases(PROCESSES[name], SEED, SERIES) for name in COVERAGE)
    told = [one for some in asked for one in score(some, ours).told]
    chances, met = np.array([one.chance for one in told]), np.array([one.met for one in told])
    for low, high in ((0.0, 0.33), (0.33, 0.66), (0.66, 1.01)):
        inside = (chances >= low) & (chances < high)
        assert met[inside].mean() == pytest.approx(chances[inside].mean(), abs=0.08)


@pytest.mark.parametrize("name", COUNTS)
def test_counts_cover_even_where_the_pace_changes(name):
    found = score(counted(COUNTS[name], SEED, SERIES), lambda case: ours(case, indicator=COUNT))
    assert found.coverage >= 0.82


def test_kept_targets_of_a_lingering_process_beat_the_base_rate():
    asked = cases(CHOSEN_ON["自回归+漂移"], SEED, SERIES, keep=True)
    found = score(asked, lambda case: ours(case, keep=True))
    assert found.brier < found.climate
