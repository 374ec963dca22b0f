"""`cityplan personal reveal|erase|retain|rotate`: what is about a person in opinions."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk

Number = Annotated[str, typer.Argument(help="意见编号,如 YJ-2024-0001")]
Why = Annotated[str, typer.Option(help="理由,记入审计链;只写事情,不写人名、电话")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="意见建议里的个人信息", no_args_is_help=True)
    group.command("reveal")(reveal)
    group.command("erase")(erase)
    group.command("retain")(retain)
    group.command("rotate")(rotate)
    app.add_typer(group, name="personal")


def reveal(number: Number, reason: Why = "") -> None:
    """查看一条意见的原文和联系方式;谁、何时、为什么看,先记入审计链。"""
    from desk.personal_acts import reveal as opened

    with the_desk() as desk:
        found = opened(desk, the_actor(desk), number, reason)
    lines = [said(f"personal.{name}", value=value) for name, value in found.items() if value]
    show({"opinion": number, **found}, "\n".join(lines))


def erase(number: Number, reason: Why = "") -> None:
    """销毁一条意见的密钥:原文和联系方式从此打不开,审计链照样核对无误。"""
    from desk.personal_acts import erase as destroyed

    with the_desk() as desk:
        gone = destroyed(desk, the_actor(desk), number, reason)
    show({"erased": gone}, said("personal.erased", numbers=said("and").join(gone)))


def retain(
    go: Annotated[bool, typer.Option("--yes", help="现在就销毁;不写只列出到期的")] = False,
) -> None:
    """列出保存期已满的个人信息,--yes 时销毁;每个工作日的核对也会销毁。"""
    from desk.personal_acts import due
    from desk.personal_acts import retain as destroyed
    from voices.retention import load_retention

    with the_desk() as desk:
        actor = the_actor(desk)
        with desk.ledger.read() as reading:
            found = due(desk, reading, desk.today())
        gone = destroyed(desk, actor) if go else ()
    rule = load_retention()
    head = said("personal.rule", title=rule.title, rule=rule.id, source=rule.source)
    lines = [said("personal.due", number=one, why=why) for one, why in found.items()]
    last = said("personal.gone" if go else "personal.left", count=len(gone if go else found))
    show({"rule": rule.id, "due": found, "erased": gone}, "\n".join([head, *lines, last]))


def rotate() -> None:
    """换一把数据密钥:逐条重新包裹,审计链不动;旧密钥随即忘掉。"""
    from desk.personal_rotation import rotate as renewed

    with the_desk() as desk:
        count = renewed(desk, the_actor(desk))
    show({"rewrapped": count}, said("personal.rotated", count=count))
