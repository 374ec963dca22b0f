"""`cityplan opinions classify`: what speaks for a range, put to a person; nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import said, show

if TYPE_CHECKING:
    from voices.classify import Proposal


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    opinions = typer.Typer(help="市民意见建议", no_args_is_help=True)
    opinions.command("classify")(classify)
    app.add_typer(opinions, name="opinions")


def classify(
    file: Annotated[
        Path, typer.Argument(help='csv、xlsx(id,text)或 JSON({"opinions":[{"id","text"}]})')
    ],
) -> None:
    """逐条建议属于十六类中的哪一类、像不像无效、连到哪些任务和指标,写明依据;由人确认。"""
    from flows.cli.foreign import table_lines
    from voices.classify import classify as proposed
    from voices.classify import read_opinions
    from voices.opinions_rules import load_rules

    rules = load_rules()
    found = [
        proposed(one, rules) for one in read_opinions(file.name, table_lines(file, "opinions"))
    ]
    open_ones = sum(one.range is None for one in found)
    head = said("opinions.head", rules=rules.edition, count=len(found), open=open_ones)
    document = {"rules": rules.edition, "proposals": found, "inferred": rules.inferred}
    show(document, lambda: "\n".join([head, *map(_line, found), *map(_inferred, rules.inferred)]))


def _line(one: Proposal) -> str:
    hits = [said("opinions.hit", rule=e.rule, word=e.word, at=e.at) for e in one.evidence]
    links = said("and").join((*one.tasks, *one.indicators))
    lines = [said("opinions.line", id=one.id, why=one.why)]
    if hits:
        lines.append(said("opinions.evidence", hits=said("and").join(hits)))
    if links:
        lines.append(said("opinions.links", links=links))
    return "\n".join(lines)


def _inferred(text: str) -> str:
    return said("sample.inferred", text=text)
