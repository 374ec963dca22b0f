"""Which revisions are published: the last of each key that a standing approval covers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, select

from ledger.standing_approvals import approvals_standing, standing_until
from ledger.statements import View
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, revisions

KEY = (revisions.c.indicator, revisions.c.area, revisions.c.period)


def published(view: View, *asked: ColumnElement[bool]) -> Select[Any]:
    """Ids of the last approved revision of each key; ranks narrow rows, not whole ones.

    `asked`: conditions on key columns of `revisions`, for fewer keys.
    """
    if asked:
        rows, brought = _among(view, asked)
        return _last(rows, brought, (rows.c.id,))
    form = (judgements.c.office.label("form_office"), judgements.c.period.label("form_period"))
    every = (
        select(revisions.c.id, *KEY, audit.c.seq, *form)
        .join(audit, audit.c.unit == revisions.c.unit)
        .join(judgements, judgements.c.id == revisions.c.judgement)
        .where(audit.c.seq <= view.head)
        .subquery("every")
    )
    last = approvals_standing(view).subquery("approved")
    same = and_(last.c.office == every.c.form_office, last.c.period == every.c.form_period)
    each = (every.c.indicator, every.c.area, every.c.period)
    rank = func.row_number().over(partition_by=each, order_by=every.c.seq.desc())
    ranked = (
        select(every.c.id, rank.label("place"))
        .join(last, same)
        .where(every.c.seq <= last.c.seq)
        .subquery("ranked")
    )
    return select(ranked.c.id).where(ranked.c.place == 1)


def published_rows(view: View, *asked: ColumnElement[bool]) -> Select[Any]:
    """What `published` finds for few keys, with `revisions`' columns and where it came from.

    Beside them `seq`, `recorded_at`, `receipt`, `form_office`, `form_period`; withdrawn ones too.
    """
    rows, brought = _among(view, asked)
    where_from = ("seq", "recorded_at", "receipt", "form_office", "form_period")
    return _last(rows, brought, (*rows.c, *(brought.c[name] for name in where_from)))


def _among(view: View, asked: tuple[ColumnElement[bool], ...]) -> tuple[CTE, CTE]:
    """The revisions of the keys asked for; of each submission among them how far it is approved.

    Of each submission once: a series of ten areas came in sixty of them, and the approvals of a
    country are a million. A server that is free to do so looks at all of those at once.
    """
    rows = _once(select(revisions).where(*asked).cte("asked_for"))
    each = select(rows.c.judgement, rows.c.unit).distinct().subquery("each")
    until = standing_until(view, judgements.c.office, judgements.c.period)
    brought = (
        select(
            each.c.judgement,
            audit.c.seq,
            audit.c.recorded_at,
            judgements.c.receipt,
            judgements.c.office.label("form_office"),
            judgements.c.period.label("form_period"),
            until.label("until"),
        )
        .join(audit, audit.c.unit == each.c.unit)
        .join(judgements, judgements.c.id == each.c.judgement)
        .where(audit.c.seq <= view.head)
    )
    return rows, _once(brought.cte("brought"))


def _once(made: CTE) -> CTE:
    """Found once, not again for every row that needs it."""
    return made.prefix_with("MATERIALIZED", dialect="postgresql")


def _last(rows: CTE, brought: CTE, shown: tuple[ColumnElement[Any], ...]) -> Select[Any]:
    """Of each key the last that is approved."""
    each = (rows.c.indicator, rows.c.area, rows.c.period)
    rank = func.row_number().over(partition_by=each, order_by=brought.c.seq.desc())
    ranked = (
        select(*shown, rank.label("place"))
        .join_from(rows, brought, brought.c.judgement == rows.c.judgement)
        .where(brought.c.seq <= brought.c.until)
        .subquery("ranked")
    )
    named = (ranked.c[one.name] for one in shown)
    return select(*named).where(ranked.c.place == 1)
