"""Least privilege on PostgreSQL: an owner upgrades, a writer adds, a reader reads.

What a role may do is made from the tables themselves: kept ones are added to, passing states are
changed as each says (`rights`), and a reader sees what is named here and nothing else. A role is
given its rights once (`apply`); what a later upgrade makes is given on (`extend`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal, cast

from psycopg import sql
from sqlalchemy import Connection, text

from ledger.engine import make_engine
from ledger.tables import METADATA
from ledger.tables.chain import audit, stamp, unit_numbers
from ledger.tables.version import alembic_version
from ledger.triggers import guarded
from ledger.unit import Reading
from observations.errors import UserError

Kind = Literal["writer", "reader"]
READABLE = frozenset({
    "acknowledgements", "alert_facts", "alert_members", "alert_steps", "alerts", "answers",
    "approvals", "assessments", "attachments", "audit", "baselines", "case_events", "case_places",
    "case_standing", "certifications", "chain_head", "closures", "deputies", "disclosures",
    "evidence", "exceptions", "exemptions", "findings", "judgements", "milestones", "paper_steps",
    "papers", "plan_parts", "plan_versions", "post_versions", "preferences", "proposals", "purges",
    "receipt_states", "receipts", "revisions", "rule_settings", "runs", "stamp", "superseded",
    "target_changes", "target_versions", "withdrawn_entries",
})  # fmt: skip
"""What the reader sees. A new table is not seen until it is named: it may be somebody's secret."""
_CHANGES = ("UPDATE", "DELETE", "TRUNCATE")


def rights(kind: Kind) -> dict[str, tuple[str, ...]]:
    """What a role of this kind may do, by table; a table that is not named it does not reach."""
    tables = {alembic_version.name, *METADATA.tables}
    if kind == "reader":
        return dict.fromkeys(sorted({alembic_version.name, *READABLE} & tables), ("SELECT",))
    kept = {table.name for table in guarded()}
    given = {
        name: ("SELECT", "INSERT") if name in kept else table.info["rights"]
        for name, table in sorted(METADATA.tables.items())
    }
    return given | {stamp.name: ("SELECT",), alembic_version.name: ("SELECT",)}


def statements(kind: Kind, role: str) -> tuple[sql.Composed, ...]:
    """The whole of a role's rights, from nothing: what it held beyond them is taken away."""
    mine = sql.Identifier(role)
    first = (
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}, PUBLIC",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}, PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM {}, PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {}",
    )
    given = rights(kind)
    return (
        *(sql.SQL(one).format(mine) for one in first),
        *_given(given, mine),
        *([_numbers(mine)] if kind == "writer" else []),
    )


def apply(owner_url: str, roles: Collection[tuple[Kind, str]]) -> None:
    """Give existing roles exactly what they need, as the owner; again it changes nothing.

    `UserError` for another database, a role that is not there, or one that owns the tables.
    """
    engine = make_engine(owner_url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name != "postgresql":
                raise UserError("授权只适用于 PostgreSQL", cure="SQLite 由触发器保护,不必授权")
            for kind, role in roles:
                _require(connection, role)
                _run(connection, statements(kind, role))
    finally:
        engine.dispose()


def extend(connection: Connection, before: Collection[str]) -> None:
    """Give the roles that hold rights already those on tables that were not there `before`."""
    for role, writes in connection.execute(text(_HOLDERS)).all():
        kind: Kind = "writer" if writes else "reader"
        fresh = {name: held for name, held in rights(kind).items() if name not in before}
        _run(connection, tuple(_given(fresh, sql.Identifier(role))))


def excess(reading: Reading) -> tuple[str, ...]:
    """What the role of this very connection may do beyond a writer's rights, in Chinese."""
    connection = reading.connection
    if connection.dialect.name != "postgresql":
        return ()
    whole = connection.execute(text(_WHOLE)).one()
    if whole.superuser:
        return (f"角色“{whole.role}”是超级用户",)
    found = connection.execute(text(_HELD), {"rights": [*_CHANGES, "INSERT"]}).all()
    given = rights("writer")
    more = [
        f"{row.name}:{row.what}"
        for row in found
        if row.name in given and row.what not in given[row.name]
    ]
    owned = [f"角色“{whole.role}”是表的所有者"] if whole.owner else []
    creates = [f"角色“{whole.role}”能建表"] if whole.creates else []
    return (*owned, *creates, *more)


def _given(given: dict[str, tuple[str, ...]], role: sql.Identifier) -> Iterator[sql.Composed]:
    """One GRANT for all tables with the same rights."""
    for held in sorted(set(given.values())):
        tables = sql.SQL(", ").join(sql.Identifier(n) for n, h in given.items() if h == held)
        allowed = sql.SQL(", ").join(map(sql.SQL, held))
        yield sql.SQL("GRANT {} ON {} TO {}").format(allowed, tables, role)


def _numbers(role: sql.Identifier) -> sql.Composed:
    return sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(
        sql.Identifier(unit_numbers.name), role
    )


def _require(connection: Connection, role: str) -> None:
    asked = text(
        "SELECT bool_or(c.relowner = r.oid) FROM pg_roles r LEFT JOIN pg_class c ON c.relname = :n"
        " AND c.relnamespace = 'public'::regnamespace WHERE r.rolname = :role GROUP BY r.oid"
    )
    found = connection.execute(asked, {"role": role, "n": audit.name}).first()
    if found is None:
        raise UserError(
            f"数据库里没有角色“{role}”", cure=f'由管理员先 CREATE ROLE "{role}" LOGIN,再授权'
        )
    if found[0]:
        raise UserError(
            f"角色“{role}”是表的所有者,收不回它的权限", cure="程序另用一个角色,所有者只用来升级"
        )


def _run(connection: Connection, wanted: Collection[sql.Composed]) -> None:
    cursor = cast(Any, connection.connection.cursor())
    with cursor:
        for statement in wanted:
            cursor.execute(statement)


# Who holds rights on the chain was given them by us: nobody else has business there.
_HOLDERS = f"""
SELECT r.rolname, bool_or(a.privilege_type = 'INSERT')
FROM pg_class c CROSS JOIN aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE c.oid = 'public.{audit.name}'::regclass AND a.grantee <> c.relowner
AND a.privilege_type IN ('SELECT', 'INSERT') GROUP BY r.rolname ORDER BY r.rolname
"""  # noqa: S608 -- a table's own name
_WHOLE = f"""
SELECT current_user AS role, rolsuper AS superuser,
has_schema_privilege('public', 'CREATE') AS creates,
pg_has_role((SELECT relowner FROM pg_class WHERE oid = 'public.{audit.name}'::regclass), 'USAGE')
AS owner FROM pg_roles WHERE rolname = current_user
"""  # noqa: S608 -- a table's own name
_HELD = """
SELECT c.relname AS name, p.what
FROM pg_class c CROSS JOIN unnest(CAST(:rights AS text[])) AS p(what)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
AND has_table_privilege(c.oid, p.what) ORDER BY c.relname, p.what
"""
