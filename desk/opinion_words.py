"""What becomes plain about an opinion is looked through before it is kept: nothing of a person.

What was found is said by its kind and its place and never repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cases.events import CaseState
from cases.kinds import load_kind
from cases.taking import Asked
from desk import personal
from desk.case_evidence import Shown
from desk.handle import Desk
from ledger import opinions
from ledger.unit import Reading
from observations.errors import UserError


def require_unnamed(
    desk: Desk, reading: Reading, numbers: Iterable[str], texts: Mapping[str, str]
) -> None:
    """`UserError` names the first of `texts` (by what it is called) that speaks of a person."""
    known = tuple(numbers)
    for label, text in texts.items():
        found = (personal.speaks_of(desk, reading, one, text) for one in known if text.strip())
        kind = next(filter(None, found), "")
        if kind:
            raise UserError(f"“{label}”里有{kind},没有记入", cure="删去个人信息,只写事情本身")


def require_unnamed_step(
    desk: Desk, reading: Reading, state: CaseState, asked: Asked, shown: Shown | None
) -> None:
    """The same of a step of a case that opinions are handled in; nothing for other cases."""
    kind = load_kind(state.kind)
    if kind.opens.through != "opinions":
        return
    labels = {one.name: one.label for one in (*kind.answer_fields, *kind.close_fields)}
    texts = {
        "内容或理由": asked.text,
        "阶段进展": asked.progress,
        "证据": f"{shown.words} {shown.name}" if shown else asked.evidence,
        **{labels.get(name, name): text for name, text in asked.fields.items()},
    }
    numbers = [one.number for one in opinions.of_case(reading, state.case)]
    require_unnamed(desk, reading, numbers, texts)
