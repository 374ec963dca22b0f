"""`cityplan change list|approve|decline`: what one post asked for, and what another says to it.

Rules, the calendar and the plan are asked for by their own commands; here they are decided on.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from desk.handle import Desk
    from ledger.proposals import Proposal, Word

Key = Annotated[str, typer.Argument(help="改动编号,如 P12;用 cityplan change list 查")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="规则、日历、方案的改动:一岗提请,另一岗批准", no_args_is_help=True)
    group.command("list")(change_list)
    group.command("approve")(change_approve)
    group.command("decline")(change_decline)
    app.add_typer(group, name="change")


def change_list(
    every: Annotated[bool, typer.Option("--all", help="已办理的也列出")] = False,
) -> None:
    """列出待批准的改动:编号、内容、理由、谁提请。"""
    from desk import proposing

    with the_desk() as desk:
        rows = [one for one in proposing.every(desk) if every or one.decided is None]
    none = said("change.never" if every else "change.none")
    show({"changes": [_flat(one) for one in rows]}, "\n".join(map(_row, rows)) or none)


def change_approve(
    key: Key,
    plan: Annotated[Path | None, typer.Option("--plan", help="提请时所写的方案目录")] = None,
) -> None:
    """批准另一岗位提请的改动,随即生效;自己提请的不能批准。"""
    from desk import proposing

    with the_desk() as desk:
        actor = the_actor(desk)
        asked = proposing.approve(with_plan(desk, plan), actor, key)
    words = said("change.approved", number=key, title=asked.title, post=asked.post)
    show(brief(asked) | {"asked_by": asked.post, "state": "approved"}, words)


def change_decline(
    key: Key,
    reason: Annotated[str, typer.Option(help="为什么不改;自己提请的,写为什么撤回")],
) -> None:
    """不批准一项改动,或撤回自己提请的;一切照旧。"""
    from desk import proposing

    with the_desk() as desk:
        actor = the_actor(desk)
        asked = proposing.decline(desk, actor, key, reason)
    own = asked.post in actor.names
    words = said("change.taken_back" if own else "change.declined", number=key, title=asked.title)
    show(brief(asked) | {"asked_by": asked.post, "state": "declined"}, words)


def with_plan(desk: Desk, folder: Path | None) -> Desk:
    """The desk with the plan in `folder`; as it is where none is named."""
    from targets.load import load_plan

    return desk if folder is None else replace(desk, plan=load_plan(folder))


def require_new_form(option: str, given: str) -> None:
    """`UsageError` for an option that once named the other post, whose own word it takes now."""
    if given:
        raise UsageError(said("change.alone", option=option), cure=said("change.alone.cure"))


def asked_for(desk: Desk, key: str) -> Word:
    """What waits under `key`."""
    from desk import proposing

    return proposing.waiting(desk, key)


def brief(asked: Word) -> dict[str, Any]:
    """How a change asked for is named in a document."""
    return {"proposal": asked.key, "kind": asked.kind, "title": asked.title}


def waits(asked: Word, plan: Path | None = None) -> list[str]:
    """What was asked for and who goes on with it how; lines for people."""
    folder = f" --plan {plan}" if plan else ""
    first = said("change.asked", number=asked.key, title=asked.title)
    return [first, *_details(asked), said("change.next", number=asked.key, folder=folder)]


def _row(one: Proposal) -> str:
    asked = one.asked
    kind, at = said(f"change.kind.{asked.kind}"), _at(asked.at)
    words = {"number": asked.key, "title": asked.title, "post": asked.post, "text": asked.text}
    lines = [said("change.row", kind=kind, at=at, **words), *_details(asked)]
    if one.decided is None:
        return "\n".join([*lines, said("change.waits")])
    word = one.decided
    key = f"change.word.{word.decision}"
    return "\n".join([*lines, said(key, post=word.post, at=_at(word.at), text=word.text)])


def _details(asked: Word) -> list[str]:
    """What an approver must know: the days that change, what to look at again."""
    told = [one for part in ("changes", "notes") for one in asked.body.get(part, ())]
    return [said("change.detail", text=one) for one in told]


def _flat(one: Proposal) -> dict[str, Any]:
    asked, word = one.asked, one.decided
    about = {"body": asked.body, "reason": asked.text, "asked_by": asked.post, "at": asked.at}
    told = None
    if word is not None:
        told = {"state": word.decision, "by": word.post, "at": word.at, "reason": word.text}
    return brief(asked) | about | {"decided": told}


def _at(moment: datetime) -> str:
    from desk.handle import SHANGHAI

    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
