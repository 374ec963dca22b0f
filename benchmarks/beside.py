"""P4 beside its peers: the same rules on the same 200 forms by pandera and by GX as documented.

Every peer must count the same failing rows per rule, else nothing was measured. One check of
200 forms must give each of them the verdict and the findings of a check of its own.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.checks import GROUP, ROWS
from benchmarks.measure import counted, line, timed
from expectations.check import certified, check
from expectations.group import Group, judged, spoken
from expectations.gx import _batches, _context, _engine, warm
from expectations.masks import _MASKS
from expectations.rules import Rule, load_book
from observations.stations import Interpreted
from tests.expectations.forms import context, report, row

_WRONG = (("leakage", 140.0), ("sweeping", 0.95), ("sorting", -1.0), ("per_head", 5120.0))
EVERY = 20  # one form in twenty has a wrong cell


def run(folder: Path) -> None:
    """Counts and times of the three, and of one check beside 200."""
    del folder
    warm()
    forms = [_form(number) for number in range(GROUP)]
    _alike(forms)
    book = load_book()
    group = judged(forms, context(), book)
    expected = Counter({rule.id: int(group.masked[rule.id].sum()) for rule in book.rules})
    size = f"规则 {len(book.rules)} 条,{group.frame.height} 行"
    line("  不合格的行", f"{expected.total()},{size}")
    ours = timed(lambda: _own(forms))
    schema = _schema(group)
    counted("pandera 逐条规则的行数", _by_pandera(schema, group.frame) == +expected, 1)
    pandera = timed(lambda: _by_pandera(schema, group.frame))
    frame, default = group.frame.to_pandas(), _default(group)
    counted("GX 逐条规则的行数", default(frame) == +expected, 1)
    great = timed(lambda: default(frame))
    for name, took in (
        (f"{GROUP} 张表:本系统(度量、点名、GX 复核)", ours),
        ("  pandera 复核同样的规则(不含度量)", pandera),
        ("  GX 缺省写法复核同样的规则(不含度量)", great),
    ):
        share = took.median / ours.median
        line(name, f"中位 {took.median * 1000:.0f} ms,最差 {took.worst * 1000:.0f} ms,{share:.2f}×")


def _form(number: int) -> Interpreted:
    wrong = number % EVERY == 0
    cells = list(ROWS)
    if wrong:
        place = number // EVERY % len(ROWS)
        cells[place] = _WRONG[place]
    area = f"{150000 + number}"
    return report(*(row(key, value, area=area) for key, value in cells), name=f"{area}.xlsx")


def _alike(forms: list[Interpreted]) -> None:
    """One check of all and one check each say the same of every form."""
    about = context()
    together = check(forms, about)
    alone = [check([form], about)[0] for form in forms]
    same = sum(
        (a.verdict, a.findings, a.accepted.equals(b.accepted)) == (b.verdict, b.findings, True)
        for a, b in zip(together, alone, strict=True)
    )
    counted("与单独校核结论相同的表", same, GROUP)
    line(f"{GROUP} 张一批与逐张校核", f"{same} 张结论、问题、采用的行完全相同")
    verdicts = Counter(str(one.verdict) for one in together)
    line("  结论", "、".join(f"{name} {count}" for name, count in sorted(verdicts.items())))


def _own(forms: list[Interpreted]) -> None:
    group = judged(forms, context(), load_book())
    certified(group)
    for rule in group.book.rules:
        spoken(group, rule)


def _schema(group: Group) -> Any:
    """The same rules as pandera checks over the same columns."""
    import pandera.polars as pa

    def holds(rule: Rule) -> Callable[[Any], pl.LazyFrame]:
        broken = _MASKS[rule.kind](rule).fill_null(value=False)
        return lambda data: data.lazyframe.select((~broken).alias("ok"))

    rules = [pa.Check(holds(rule), name=rule.id) for rule in group.book.rules]
    return pa.DataFrameSchema(checks=rules)


def _by_pandera(schema: Any, frame: pl.DataFrame) -> Counter[str]:
    """Failing rows by rule; pandera names them all."""
    import pandera.errors

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as found:
            return Counter(found.failure_cases["check"].to_list())
    return Counter()


def _default(group: Group) -> Callable[[Any], Counter[str]]:
    """Great Expectations as its documents run a suite: definition, default result format."""
    import great_expectations as gx

    defined: Mapping[str, Any] = {
        "name": "default",
        "data": _batches(),
        "suite": _engine(group.book.rules).suite,
    }
    definition = _context().validation_definitions.add(gx.ValidationDefinition(**defined))

    def run(frame: Any) -> Counter[str]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = definition.run(batch_parameters={"dataframe": frame})
        counts = {
            one.expectation_config.meta["rule_id"]: int(one.result.get("unexpected_count") or 0)
            for one in result.results
        }
        return +Counter(counts)

    return run
