"""A ledger as large as asked for: banners of ten areas and seven offices, five years of months.

One banner is 42,000 values, the country 1,218 of them: 51 million. The database writes them
itself; only reads are measured here, so the links of the audit chain carry no real hashes.
A twentieth of the submissions was revised whole, a tenth carries a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from benchmarks.references import plain

AREAS, OFFICES, INDICATORS, MONTHS = 10, 7, 70, 60
VALUES = AREAS * INDICATORS // OFFICES
"""Values of one submission."""
BANNER = AREAS * INDICATORS * MONTHS
COUNTRY = 1218
REVISED, WARNED = 20, 10
FIRST_YEAR = 2020
_LINES = 1 << 24
_UNIT = 1_000_000  # the first of these units of work; the ledger's own number stays far below


@dataclass(frozen=True)
class Nation:
    """How many banners, which indicators, and the audit sequence after which they come."""

    banners: int
    indicators: Sequence[str]
    seq: int = 0

    @property
    def submissions(self) -> int:
        """Forms of every office for every month, month by month."""
        return self.banners * OFFICES * MONTHS

    @property
    def values(self) -> int:
        """Values in force."""
        return self.banners * BANNER


def area(banner: int, place: int) -> str:
    """The code of one of a banner's areas."""
    return str(9_000_000 + banner * AREAS + place)


def office(banner: int, place: int) -> str:
    """The id of one of a banner's offices."""
    return f"b{banner}-{place}"


def month(place: int) -> str:
    """The written period of a month, counted from the first."""
    return f"{FIRST_YEAR + place // 12}-{place % 12 + 1:02d}"


# One row a submission: month m, banner b, office j; its first unit u and audit sequence q.
_SUBMISSIONS = """
CREATE TEMPORARY VIEW submissions AS
SELECT s, m, b, j, again, u, q,
       'b' || b || '-' || j AS office,
       ({year} + m / 12) || '-' || lpad((m % 12 + 1)::text, 2, '0') AS period,
       'G' || lpad(to_hex(s * 2 + again), 15, '0') AS receipt,
       (SELECT recorded_at FROM chain_head) + ((q - {seq}) || ' milliseconds')::interval AS at
FROM (SELECT s, again, s / ({banners} * {offices}) AS m, s / {offices} % {banners} AS b,
             s % {offices} AS j,
             {unit} + (again * {count} + s) * 4 AS u, {seq} + (again * {count} + s) * 4 AS q
      FROM generate_series(0, {count} - 1) s, generate_series(0, 1) again
      WHERE again = 0 OR s % {revised} = 0) AS numbered
"""
# The second round's units lie behind the first's with gaps, as units that were given up leave.

_ROWS = {
    "audit": """
SELECT q + k, u + k, at + (k || ' microseconds')::interval, '市政科经办人',
       (ARRAY['receive', 'judge', 'approve', 'approve'])[k + 1], receipt, {values},
       repeat(md5((q + k)::text), 2), repeat(md5((q + k - 1)::text), 2),
       repeat(md5((q + k)::text), 2)
FROM submissions, generate_series(0, 3) k ORDER BY q, k""",
    "receipts": """
SELECT u * {lines} + 1, u, receipt, repeat(md5(receipt), 2), office, '填报表.xlsx', 20480,
       'spool/' || receipt, at, office || '填报员' FROM submissions ORDER BY q""",
    "receipt_states": """
SELECT receipt, 'accepted', 1, '', NULL, at FROM submissions ORDER BY q""",
    "judgements": """
SELECT (u + 1) * {lines} + 1, u + 1, receipt, 'accepted', '', office, period, office || '.M', '1',
       {values}, {values}, 0, 'rules-1', '' FROM submissions ORDER BY q""",
    "approvals": """
SELECT (u + 2 + k) * {lines} + 1, u + 2 + k, office, period, (ARRAY['office', 'desk'])[k + 1], '',
       '复核岗', at FROM submissions, generate_series(0, 1) k ORDER BY q, k""",
    "findings": """
SELECT (u + 1) * {lines} + 200, u + 1, (u + 1) * {lines} + 1, 'jump.history', 'warning',
       '与上月相差较大', '请核对', '填报', 'D5', ({indicators}::text[])[j * {each} + 1],
       (9000000 + b * {areas})::text, period, '50' FROM submissions
WHERE s % {warned} = 0 AND again = 0 ORDER BY q""",
    "superseded": """
SELECT (u + 1) * {lines} + 300 + l, u + 1, ({unit} + s * 4 + 1) * {lines} + 1 + l
FROM submissions, generate_series(1, {values}) l WHERE again = 1 ORDER BY q, l""",
    "revisions": """
SELECT (u + 1) * {lines} + 1 + l, u + 1, (u + 1) * {lines} + 1,
       ({indicators}::text[])[j * {each} + (l - 1) / {areas} + 1],
       (9000000 + b * {areas} + (l - 1) % {areas})::text, period, office,
       40 + (b * 31 + l * 7 + m * 3 + again) % 500 / 10.0, NULL, NULL, 'A', '',
       (40 + (b * 31 + l * 7 + m * 3 + again) % 500 / 10.0)::text, 1, '', '填报',
       'D' || l + 4, '', '', s % {warned} = 0 AND l = 1 AND again = 0,
       CASE again WHEN 0 THEN 'new' ELSE 'revised' END,
       CASE again WHEN 0 THEN 0 ELSE ({unit} + s * 4 + 1) * {lines} + 1 + l END
FROM submissions, generate_series(1, {values}) l WHERE m = {month} ORDER BY q, l""",
}


def fill(url: str, nation: Nation, tell: Callable[[str], None] | None = None) -> int:
    """Write the nation into a ledger on PostgreSQL; rows of `revisions` written.

    Indexes of the big table are built after it, as for any load of this size.
    """
    with psycopg.connect(plain(url), autocommit=True) as server:
        server.execute("SET synchronous_commit = off")
        server.execute("SET maintenance_work_mem = '1GB'")
        server.execute(_worded(_SUBMISSIONS, nation))
        indexes = _drop_indexes(server)
        server.execute("ALTER TABLE findings DISABLE TRIGGER ALL")
        written = 0
        for table, query in _ROWS.items():
            for place in range(MONTHS if table == "revisions" else 1):
                insert = sql.SQL("INSERT INTO {} ").format(sql.Identifier(table))
                done = server.execute(insert + _worded(query, nation, month=place))
                written += done.rowcount if table == "revisions" else 0
                if tell is not None:
                    tell(f"{table} {place}: {done.rowcount}")
        for statement in indexes:
            server.execute(statement)
            if tell is not None:
                tell(statement.decode())
        server.execute("ALTER TABLE findings ENABLE TRIGGER ALL")
        server.execute(
            "UPDATE chain_head SET (seq, hash, recorded_at) ="
            " (SELECT seq, hash, recorded_at FROM audit ORDER BY seq DESC LIMIT 1)"
        )
        server.execute("VACUUM (ANALYZE)")
    return written


def _worded(text: str, nation: Nation, **more: int) -> sql.Composed:
    numbers = {
        "year": FIRST_YEAR, "banners": nation.banners, "offices": OFFICES, "unit": _UNIT,
        "seq": nation.seq + 1, "count": nation.submissions, "revised": REVISED, "warned": WARNED,
        "values": VALUES, "areas": AREAS, "each": INDICATORS // OFFICES, **more,
    }  # fmt: skip
    parts: dict[str, sql.Composable] = {k: sql.Literal(v) for k, v in numbers.items()}
    parts["lines"] = sql.SQL("{}::bigint").format(sql.Literal(_LINES))
    parts["indicators"] = sql.Literal(list(nation.indicators)[:INDICATORS])
    return sql.SQL(text).format(**parts)


def _drop_indexes(server: psycopg.Connection[tuple[str, ...]]) -> list[bytes]:
    """Take the big table's indexes away; the statements that make them again."""
    constraints = server.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'revisions'::regclass AND contype IN ('p', 'u')"
    ).fetchall()
    again = [f"ALTER TABLE revisions ADD CONSTRAINT {name} {what}" for name, what in constraints]
    for name, _ in constraints:
        server.execute(
            sql.SQL("ALTER TABLE revisions DROP CONSTRAINT {}").format(sql.Identifier(name))
        )
    others = server.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'revisions'"
    ).fetchall()
    for name, _ in others:
        server.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [one.encode() for one in (*again, *(definition for _, definition in others))]
