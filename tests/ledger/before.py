"""A database as an earlier schema left it."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, text

from ledger import migrations
from ledger.tables import METADATA


def back_to(connection: Connection, revision: str) -> None:
    """Take away the tables and indexes that came after `revision`; they hold no row yet."""
    for name in _indexes_after(revision):
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
    for name in _made_after(revision):
        connection.execute(text(f"DROP TABLE {name}"))
    connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))


def _since(revision: str) -> str:
    """What later migrations say."""
    folder = Path(migrations.__file__).parent / "versions"
    return "".join(
        path.read_text("utf-8") for path in sorted(folder.glob("0*.py")) if path.name[:4] > revision
    )


def _indexes_after(revision: str) -> list[str]:
    """Indexes that later migrations make, on older tables too."""
    return re.findall(r'create_index\("(\w+)"', _since(revision))


def _made_after(revision: str) -> list[str]:
    """Tables that later migrations make, those that lean on others first."""
    since = _since(revision)
    made = set(
        re.findall(
            r'(?:create_table|_kept|_moving|name, same =|^TABLE =)\(?\s*"(\w+)"', since, re.M
        )
    )
    return [one.name for one in reversed(METADATA.sorted_tables) if one.name in made]
