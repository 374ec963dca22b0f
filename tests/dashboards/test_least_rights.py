"""On PostgreSQL the whole way is gone by a role that only adds, and pages are read by a reader.

The database's owner upgrades it; nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from dashboards.address import Address
from dashboards.app import create_app
from dashboards.drawn import KEPT
from dashboards.routes import PAGES, open_page
from desk.accounts import add_post
from desk.assess import assess_period
from desk.doctor import examined
from desk.intake import Bench
from ledger import audit, roles
from ledger.engine import make_engine
from ledger.opening import create, open_ledger
from observations.errors import UserError
from observations.identity import Actor, Role
from tests.dashboards.town import PASSWORD
from tests.dashboards.visitor import Visitor
from tests.desk.hall import Q3, FirstHalls, Hall, approved
from tests.ledger.before import back_to

NAMES = ("writer_of_pages", "reader_of_pages")
OFFICE = "housing"
EVERYTHING = Actor("全看的岗位", frozenset({Role.DESK, Role.ADMIN, Role.LEADER}))


@pytest.fixture
def addresses(postgres_url: str) -> Iterator[tuple[str, str]]:
    """The address of the database for the writer and for the reader."""
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        for name in NAMES:
            connection.execute(text(f"DROP ROLE IF EXISTS {name}"))
            connection.execute(text(f"CREATE ROLE {name} LOGIN"))
    whole = make_url(postgres_url)
    first, second = (whole.set(username=name).render_as_string() for name in NAMES)
    yield first, second
    with engine.begin() as connection:
        for name in NAMES:
            connection.execute(text(f"DROP OWNED BY {name}"))
            connection.execute(text(f"DROP ROLE {name}"))
    engine.dispose()


def by(hall: Hall, url: str) -> Hall:
    """The same hall, whose program holds another role."""
    settings = hall.desk.settings.model_copy(update={"database_url": url})
    desk = replace(hall.desk, settings=settings, ledger=open_ledger(url))
    return replace(hall, desk=desk, bench=Bench(desk, name="test", jail=hall.bench.jail))


def test_a_form_its_verdict_approvals_and_pages_need_only_the_writer_and_the_reader(
    tmp_path: Path, postgres_url: str, addresses: tuple[str, str], first_halls: FirstHalls
) -> None:
    owned = first_halls.copied(tmp_path, postgres_url)
    roles.apply(postgres_url, list(zip(("writer", "reader"), NAMES, strict=True)))
    owned.desk.ledger.close()
    hall = by(owned, addresses[0])
    with hall.bench:
        approved(hall, OFFICE)
    assess_period(hall.desk, hall.bureau, Q3)
    add_post(hall.desk, EVERYTHING, EVERYTHING, PASSWORD)
    visitor = Visitor(create_app(hall.desk)).log_in(EVERYTHING.post)
    assert visitor.get("/plain/data").status_code == 200
    assert audit.verify(hall.desk.ledger) == ()
    rights = {one.title: one for one in examined(hall.desk.settings, hall.bureau)}["数据库权限"]
    assert rights.state == "ready", rights.lacking

    read = by(owned, addresses[1])
    drawn = [page.path for page in PAGES if page.path in KEPT and "*" not in page.path]
    for path in drawn:
        address = Address.parse(path, "")
        assert open_page(read.desk, EVERYTHING, address) is not None
    for one in (hall, read):
        one.desk.ledger.close()


def test_an_upgrade_is_the_owner_s_and_the_writer_is_told_so(
    postgres_url: str, addresses: tuple[str, str]
) -> None:
    create(postgres_url, "demo").close()
    roles.apply(postgres_url, [("writer", NAMES[0])])
    create(addresses[0], "demo").close()  # nothing to do
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        back_to(connection, "0012")
    engine.dispose()
    with pytest.raises(UserError, match=r"无权建表、升级.*所有者"):
        create(addresses[0], "demo")
    create(postgres_url, "demo").close()
    with open_ledger(addresses[0]) as opened:
        assert opened.head() == 0
