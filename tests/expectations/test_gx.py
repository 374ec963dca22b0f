"""Great Expectations certifies the masks: agreement, disagreement, broken rules, absence."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from expectations.check import RuleBroke, RulesDisagree, check, require_sound
from expectations.gx import certify
from expectations.masks import masks
from expectations.rules import Rule
from observations.finding import Severity
from tests.expectations.forms import INDICATORS, context, record, report, row

ROOT = Path(__file__).parents[2]


def rule(**more: object) -> Rule:
    base = {
        "id": "Q999", "name": "试验", "severity": Severity.WARNING, "dimension": "准确性",
        "kind": "between", "column": "value", "message": "值", "expected": "值", "cure": "改",
        "high": 10.0,
    }  # fmt: skip
    return Rule(**(base | more))  # type: ignore[arg-type]


NUMBERS = pl.DataFrame({"value": [1.0, None, 20.0, 10.0], "other": [1.0, 2.0, None, 10.0]})


@pytest.mark.parametrize(
    "tried",
    [
        rule(),
        rule(low=1.0, low_excluded=True),
        rule(high_excluded=True),
        rule(kind="present"),
        rule(kind="equal", other="other"),
        rule(kind="at_most", other="other"),
        rule(kind="at_least", other="other"),
        rule(kind="in_set", values=(1.0, 2.0)),
        rule(kind="unique", column="other"),
    ],
    ids=lambda r: r.kind,
)
def test_both_forms_of_every_kind_count_alike(tried: Rule) -> None:
    doubled = pl.concat([NUMBERS, NUMBERS.slice(0, 1)])
    certificate = certify(doubled, masks(doubled, [tried]), [tried], {})
    assert certificate.sound
    (line,) = json.loads(certificate.evidence)["results"]
    assert line["masked"] == line["unexpected_count"]


def test_a_mask_that_counts_differently_is_a_disagreement() -> None:
    tried = rule()
    wrong = pl.DataFrame({"Q999": [False, False, False, False]})
    certificate = certify(NUMBERS, wrong, [tried], {})
    (found,) = certificate.disagreements
    assert (found.rule, found.masked, found.unexpected) == ("Q999", 0, 1)
    assert not certificate.sound


def test_a_rule_that_cannot_run_broke_and_is_no_bad_data() -> None:
    tried = rule(column="absent")
    certificate = certify(NUMBERS, pl.DataFrame({"Q999": [False] * 4}), [tried], {})
    assert certificate.disagreements == ()
    (broken,) = certificate.broken
    assert (broken.rule, "absent" in broken.reason) == ("Q999", True)


def test_a_disagreement_and_a_broken_rule_hold_the_batch_with_their_evidence() -> None:
    wrong = pl.DataFrame({"Q999": [False] * 4})
    with pytest.raises(RulesDisagree, match=r"Q999\(本系统 0 行,Great Expectations 1 行\)") as held:
        require_sound(certify(NUMBERS, wrong, [rule()], {}))
    assert json.loads(held.value.certificate.evidence)["meta"]["rows"] == 4
    with pytest.raises(RuleBroke, match="Q999 未能执行"):
        require_sound(certify(NUMBERS, wrong, [rule(column="absent")], {}))


def test_two_hundred_messy_forms_count_alike_in_both_forms() -> None:
    choice = random.Random(7)
    names = [*INDICATORS, "moon"]
    numbers = [
        None,
        0.0,
        1.0,
        0.091,
        9.1,
        91.0,
        910.0,
        1e7,
        -3.0,
        12.5,
        float("nan"),
        1e300,
        float("inf"),
        -float("inf"),
    ]

    def messy(period: str) -> dict:
        return row(
            choice.choice(names),
            choice.choice(numbers),
            period=period,
            numerator=choice.choice(numbers),
            denominator=choice.choice(numbers),
            office=choice.choice(["water", "city"]),
            note=choice.choice(["", "情况属实,已核对"]),
            qualifier=choice.choice(["", "约"]),
        )

    before = record(*(messy(choice.choice(["2024-Q1", "2023-Q4", "2024-Q2"])) for _ in range(40)))
    forms = [
        report(*(messy(choice.choice(["2024-Q1", "2024-Q2", "2024-Q3"])) for _ in range(12)))
        for _ in range(200)
    ]
    evidence = json.loads(check(forms, context(before))[0].evidence)
    broken = {line["rule_id"] for line in evidence["results"] if line["unexpected_count"]}
    assert evidence["meta"]["rows"] >= 2400
    assert len(broken) >= 18


def test_importing_the_check_does_not_import_great_expectations() -> None:
    code = (
        "import sys, expectations.check, expectations.gx;"
        "print(sorted(m for m in ('great_expectations', 'pandas') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_without_great_expectations_there_is_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "great_expectations.py").write_text("raise ImportError('removed')")
    code = (
        "from tests.expectations.forms import *; from expectations.check import check;"
        "print(check([report(row('parks', 3))], context()))"
    )
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode != 0
    assert "ImportError: removed" in done.stderr
    assert "accepted" not in done.stdout


def test_telemetry_is_off() -> None:
    check([report(row("parks", 3))], context())
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert "posthog" not in sys.modules
