"""What a delivery changes, compared with what stood."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.revise import revise
from observations.stations import BATCH_SCHEMA

PREVIOUS = {
    "revision": pl.String,
    "indicator": pl.String,
    "area": pl.String,
    "period": pl.String,
    "office": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "status": pl.String,
    "note": pl.String,
}
SCHEMA = {**BATCH_SCHEMA, "doubted": pl.Boolean()}


def stood(*rows):
    """Currently valid values: (revision, indicator, value, numerator, denominator)."""
    return pl.DataFrame(
        [
            (r, i, "150627", "2024-Q2", "housing", v, n, d, "M" if v is None else "A", "")
            for r, i, v, n, d in rows
        ],
        schema=PREVIOUS,
        orient="row",
    )


def accepted(*rows):
    """A delivery: (indicator, value, numerator, denominator)."""
    return pl.DataFrame(
        [
            {
                "indicator": i,
                "area": "150627",
                "period": "2024-Q2",
                "office": "housing",
                "value": v,
                "numerator": n,
                "denominator": d,
                "status": "M" if v is None else "A",
                "doubted": False,
            }
            for i, v, n, d in rows
        ],
        schema=SCHEMA,
    )


def actions(previous, delivery):
    frame = revise(previous, delivery).frame
    return frame.select("indicator", "action", "previous").rows()


def test_a_value_where_nothing_stood_is_new():
    assert actions(stood(), accepted(("a", 9.1, None, None))) == [("a", "new", None)]


def test_the_same_value_again_is_unchanged():
    before = stood(("r1", "a", 9.1, 91.0, 1000.0))
    assert actions(before, accepted(("a", 9.1, 91.0, 1000.0))) == [("a", "unchanged", "r1")]


def test_another_value_follows_the_one_that_stood():
    before = stood(("r1", "a", 9.1, None, None))
    assert actions(before, accepted(("a", 9.0, None, None))) == [("a", "revised", "r1")]


def test_the_same_quotient_of_other_parts_is_a_revision():
    before = stood(("r1", "a", 50.0, 1.0, 2.0))
    assert actions(before, accepted(("a", 50.0, 2.0, 4.0))) == [("a", "revised", "r1")]


def test_a_value_taken_back_is_withdrawn():
    before = stood(("r1", "a", 9.1, None, None))
    assert actions(before, accepted(("a", None, None, None))) == [("a", "withdrawn", "r1")]


def test_missing_after_missing_is_unchanged():
    before = stood(("r1", "a", None, None, None))
    assert actions(before, accepted(("a", None, None, None))) == [("a", "unchanged", "r1")]


def test_a_value_after_missing_is_a_revision():
    before = stood(("r1", "a", None, None, None))
    assert actions(before, accepted(("a", 1.0, None, None))) == [("a", "revised", "r1")]


def test_another_period_is_another_key():
    before = stood(("r1", "a", 9.1, None, None)).with_columns(period=pl.lit("2024-Q1"))
    assert actions(before, accepted(("a", 9.1, None, None))) == [("a", "new", None)]


def test_the_delivery_keeps_its_columns_and_order():
    delivery = accepted(("c", 1.0, None, None), ("a", 2.0, None, None), ("b", 3.0, None, None))
    frame = revise(stood(("r1", "b", 3.0, None, None)), delivery).frame
    assert frame.columns == [*delivery.columns, "action", "previous"]
    assert frame.drop("action", "previous").equals(delivery)


def test_two_standing_values_of_one_key_are_an_error_not_a_double():
    double = stood(("r1", "a", 9.1, None, None), ("r2", "a", 9.2, None, None))
    with pytest.raises(pl.exceptions.ComputeError):
        revise(double, accepted(("a", 9.3, None, None)))


values = st.one_of(st.none(), st.floats(0, 100))


@given(
    st.dictionaries(st.sampled_from("abcdef"), values),
    st.dictionaries(st.sampled_from("abcdef"), values),
)
def test_every_action_is_what_the_two_values_say(before, after):
    previous = stood(*((f"r-{k}", k, v, None, None) for k, v in before.items()))
    for key, action, revision in actions(
        previous, accepted(*((k, v, None, None) for k, v in after.items()))
    ):
        assert revision == (f"r-{key}" if key in before else None)
        expected = (
            "new" if key not in before
            else "unchanged" if before[key] == after[key]
            else "withdrawn" if after[key] is None
            else "revised"
        )  # fmt: skip
        assert action == expected
