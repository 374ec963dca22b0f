"""What a user would pick instead: pandas, Great Expectations over pandas, DataFrame.to_sql."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import create_engine

from benchmarks.measure import Invalid, counted


def load(path: Path, url: str) -> int:
    """Read, check, append; how many rows the table holds. No history, no audit, no findings."""
    frame = pd.read_excel(path) if path.suffix == ".xlsx" else pd.read_csv(path)
    if "indicator" not in frame.columns:
        frame = frame.melt(id_vars=["area", "period"], var_name="indicator", value_name="value")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not _checked(frame):
            raise Invalid("参照流程的校核没有通过")
    engine = create_engine(url)
    try:
        frame.to_sql("values_of_user", engine, if_exists="append", index=False, chunksize=10_000)
        found = pd.read_sql("SELECT count(*) AS n FROM values_of_user", engine)["n"][0]
    finally:
        engine.dispose()
    counted("参照流程写入行数", int(found), len(frame))
    return int(found)


def _checked(frame: pd.DataFrame) -> bool:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("memory")
    batches = source.add_dataframe_asset("a").add_batch_definition_whole_dataframe("all")
    suite = context.suites.add(gx.ExpectationSuite(name="rules", expectations=_rules(gx)))
    defined = gx.ValidationDefinition(name="v", data=batches, suite=suite)
    definition = context.validation_definitions.add(defined)
    return bool(definition.run(batch_parameters={"dataframe": frame}).success)


def _rules(gx: Any) -> list[Any]:
    """Twenty of them, of the kinds our own rules have, written as the tutorial writes them."""
    e = gx.expectations
    names = ("indicator", "area", "period", "value")
    rules = [e.ExpectColumnToExist(column=name) for name in names]
    rules += [e.ExpectColumnValuesToNotBeNull(column=name) for name in names]
    rules += [
        e.ExpectColumnValuesToBeBetween(column="value", min_value=low, max_value=high)
        for low, high in ((0, 100), (0, None), (None, 100), (-1, 101), (0, 1000), (-15, 100))
    ]
    rules += [
        e.ExpectCompoundColumnsToBeUnique(column_list=["indicator", "area", "period"]),
        e.ExpectColumnValuesToBeInSet(column="period", value_set=["2024-Q3"]),
        e.ExpectColumnValuesToMatchRegex(column="indicator", regex="^i[0-9]{3}$"),
        e.ExpectColumnMeanToBeBetween(column="value", min_value=0, max_value=100),
        e.ExpectTableRowCountToBeBetween(min_value=1),
        e.ExpectColumnUniqueValueCountToBeBetween(column="area", min_value=1),
    ]
    return rules
