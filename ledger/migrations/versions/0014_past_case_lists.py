"""What stood at an earlier head is found by fork nodes: a past day's list reads what stood then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLE, LEVELS = "case_standing", 40
LISTED = (
    "shut", "sorted_by", "number", "office", "area", "kind", "standing", "returned", "due",
    "case", "place",
)  # fmt: skip
COUNTED = ("shut", "office", "kind", "standing", "returned", "due", "area")


def upgrade() -> None:
    """One column of a table that is rebuildable anyway, and its indexes; no kept row changes."""
    op.add_column(
        TABLE,
        sa.Column(
            "node",
            sa.BigInteger(),
            comment="fork node of begins to ends; empty: it stands",
            nullable=True,
        ),
    )
    op.execute(_nodes(sa.column("begins", sa.BigInteger()), sa.column("ends", sa.BigInteger())))
    now, ended = sa.text("ends IS NULL"), sa.text("node IS NOT NULL")
    for name, columns in (("counted", COUNTED), ("listed", LISTED)):
        index = f"ix_case_standing_{name}"
        op.drop_index(index, TABLE)
        op.create_index(index, TABLE, [*columns, "begins"], sqlite_where=now, postgresql_where=now)
    for name, column in (("ended", "ends"), ("begun", "begins")):
        op.create_index(
            f"ix_case_standing_{name}",
            TABLE,
            ["node", column, *LISTED],
            sqlite_where=ended,
            postgresql_where=ended,
        )


def _nodes(begins: sa.ColumnClause[int], ends: sa.ColumnClause[int]) -> sa.Update:
    """Of the sequences a row stood at, the one that the most powers of two divide."""
    cut = [(ends - 1).op(">>")(n).op("<<")(n) for n in map(_plain, reversed(range(LEVELS)))]
    node = sa.case(*((one >= begins, one) for one in cut))
    standing = sa.table(TABLE, begins, ends, sa.column("node", sa.BigInteger()))
    return sa.update(standing).where(ends > begins).values(node=node)


def _plain(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(number), sa.Integer())
