"""Rules as Great Expectations expectations: one run certifies what the masks found.

The only module that touches great_expectations, and only when a batch is certified: its
import takes several seconds and a quarter of a gigabyte.
"""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from expectations.rules import Kind, Rule, load_rules

# The masks name the failing rows, so GX is asked for counts alone: SUMMARY adds samples of
# values that nobody reads and costs half as much again.
_RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
_EITHER = "either_value_is_missing"


@dataclass(frozen=True)
class Disagreement:
    """A rule whose two forms count differently: one of them is wrong, nobody knows which."""

    rule: str
    masked: int
    unexpected: int


@dataclass(frozen=True)
class BrokenRule:
    """A rule that Great Expectations could not evaluate: the rule broke, not the data."""

    rule: str
    reason: str


@dataclass(frozen=True)
class Certificate:
    """The outcome of one run over a group; `evidence` is compact JSON of GX's own result."""

    evidence: str
    disagreements: tuple[Disagreement, ...] = ()
    broken: tuple[BrokenRule, ...] = ()

    @property
    def sound(self) -> bool:
        """True when every rule ran and both forms of it agree."""
        return not self.disagreements and not self.broken


def certify(
    frame: pl.DataFrame, masked: pl.DataFrame, rules: Sequence[Rule], about: Mapping[str, object]
) -> Certificate:
    """Run `rules` over `frame` by Great Expectations and compare with the masks' counts.

    `about` goes into the evidence as the batch's meta. Raises ImportError without
    great_expectations: there is no judgement without it.
    """
    columns = dict.fromkeys(name for rule in rules for name in rule.columns)
    present = [name for name in columns if name in frame.columns]
    asked = frame.select(present).to_pandas()
    with _ONE_AT_A_TIME:
        result = _engine(tuple(rules)).run(asked)
    counts = {rule.id: int(masked[rule.id].sum()) for rule in rules}
    lines = [_line(entry, counts) for entry in result.results]
    evidence = {"meta": {**about, "rows": frame.height, **_meta(result)}, "results": lines}
    return Certificate(
        evidence=json.dumps(evidence, ensure_ascii=False, separators=(",", ":")),
        disagreements=tuple(
            Disagreement(line["rule_id"], line["masked"], line["unexpected_count"])
            for line in lines
            if "exception" not in line and line["masked"] != line["unexpected_count"]
        ),
        broken=tuple(
            BrokenRule(line["rule_id"], line["exception"]) for line in lines if "exception" in line
        ),
    )


def warm() -> None:
    """Import Great Expectations and compile the rules, so that the first batch need not wait."""
    with _ONE_AT_A_TIME:
        _engine(load_rules())


def _meta(result: Any) -> dict[str, object]:
    return {
        "great_expectations": result.meta["great_expectations_version"],
        "success": result.success,
        "statistics": result.statistics,
    }


def _line(entry: Any, counts: Mapping[str, int]) -> dict[str, Any]:
    config, outcome = entry.expectation_config, entry.result
    rule_id = config.meta["rule_id"]
    line = {
        "rule_id": rule_id,
        "type": config.type,
        "severity": config.severity.value,
        "success": entry.success,
        "element_count": outcome.get("element_count"),
        "missing_count": outcome.get("missing_count", 0),
        "unexpected_count": outcome.get("unexpected_count"),
        "masked": counts[rule_id],
    }
    reason = _exception(entry.exception_info)
    return {**line, "exception": reason} if reason else line


def _exception(info: Mapping[str, Any]) -> str:
    """The first message of `exception_info`: flat, or keyed by metric id when a metric broke."""
    if "raised_exception" in info:
        return str(info["exception_message"]) if info["raised_exception"] else ""
    return next((str(e["exception_message"]) for e in info.values() if e["raised_exception"]), "")


class _Engine:
    """A suite of one rule book in the process's one ephemeral context."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        suites = _context().suites
        name = f"rules-{len(list(suites.all()))}"
        expectations = [_expectation(rule) for rule in rules]
        self.suite = suites.add(_import().ExpectationSuite(name=name, expectations=expectations))

    def run(self, frame: object) -> Any:
        """GX's result over a pandas frame.

        What a validation definition does, but for its store: that keeps every result for ever in
        the context's memory, as JSON for nobody. (`Batch.validate` hashes the frame twice.)
        """
        from great_expectations.validator.v1_validator import Validator

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # third-party deprecations are no news to a user
            validator = Validator(_batches(), _RESULT_FORMAT, {"dataframe": frame})
            with _configured_once():
                return validator.validate_expectation_suite(self.suite)


@contextmanager
def _configured_once() -> Iterator[None]:
    """In a run each expectation makes its configuration once.

    GX makes it anew for every argument it looks up, a quarter of a run, from fields that stay
    as they are. The caller holds `_ONE_AT_A_TIME`.
    """
    from great_expectations.expectations.expectation import Expectation

    kind: Any = Expectation
    plain = kind.configuration
    known: dict[int, tuple[Any, Any]] = {}

    def configuration(self: Any) -> Any:
        if id(self) not in known:
            known[id(self)] = self, plain.fget(self)  # kept with it, its id is nobody else's
        return known[id(self)][1]

    kind.configuration = property(configuration)
    try:
        yield
    finally:
        kind.configuration = plain


_ONE_AT_A_TIME = threading.RLock()
"""Threads of a process share its one context, which nobody made for more than one."""


@lru_cache(maxsize=8)
def _engine(rules: tuple[Rule, ...]) -> _Engine:
    return _Engine(rules)


def _import() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before the import: it phones home otherwise
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations

        return great_expectations


@lru_cache(maxsize=1)
def _context() -> Any:
    context = _import().get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    return context


@lru_cache(maxsize=1)
def _batches() -> Any:
    asset = _context().data_sources.add_pandas("memory").add_dataframe_asset("long_frame")
    return asset.add_batch_definition_whole_dataframe("all")


def _expectation(rule: Rule) -> Any:
    kind, arguments = _COMPILED[rule.kind](rule)
    expectations = _import().expectations
    return getattr(expectations, kind)(
        **arguments, severity=rule.severity.value, description=rule.name, meta={"rule_id": rule.id}
    )


Compiled = tuple[str, dict[str, object]]


def _pair(larger: str, smaller: str) -> Compiled:
    return "ExpectColumnPairValuesAToBeGreaterThanB", {
        "column_A": larger,
        "column_B": smaller,
        "or_equal": True,
        "ignore_row_if": _EITHER,
    }


def _same(rule: Rule) -> Compiled:
    pair = {"column_A": rule.column, "column_B": rule.other, "ignore_row_if": _EITHER}
    return "ExpectColumnPairValuesToBeEqual", dict(pair)


def _between(rule: Rule) -> Compiled:
    return "ExpectColumnValuesToBeBetween", {
        "column": rule.column,
        "min_value": rule.low,
        "max_value": rule.high,
        "strict_min": rule.low_excluded,
        "strict_max": rule.high_excluded,
    }


_COMPILED: Mapping[Kind, Callable[[Rule], Compiled]] = {
    "present": lambda rule: ("ExpectColumnValuesToNotBeNull", {"column": rule.column}),
    "equal": _same,
    "at_most": lambda rule: _pair(rule.other, rule.column),
    "at_least": lambda rule: _pair(rule.column, rule.other),
    "between": _between,
    "in_set": lambda rule: (
        "ExpectColumnValuesToBeInSet",
        {"column": rule.column, "value_set": list(rule.values)},
    ),
    "unique": lambda rule: ("ExpectColumnValuesToBeUnique", {"column": rule.column}),
}
