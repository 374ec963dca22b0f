"""What a person has to decide before the draft is a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from targets.extract.model import Draft, Question
from targets.quotes import fold

Span = tuple[int, int]
_HEAD = {
    "issued": "没有找到印发日期,暂按方案期首日",
    "issuer": "没有找到印发单位",
    "document": "没有找到文号",
    "period": "标题没有写方案期,按文中年份推定",
}


def questions(
    draft: Draft, changes: Sequence[Span], unclear: Sequence[Span],
    baselines: Sequence[tuple[Span, str]],
) -> Iterator[Question]:  # fmt: skip
    """Every open question, the plan's first, then each target's."""
    for name in draft.head.guessed:
        yield Question("head", _HEAD[name])
    for office in draft.offices:
        if office.aliases:
            also = "、".join(office.aliases)
            yield Question("offices", f"“{office.name}”与“{also}”按同一单位处理,请核")
    for span in changes:
        shown = fold(draft.text[slice(*span)])
        text = f"“{shown}”是变化量(增减多少),不是到什么水平;补上基期和期末水平再立为目标"
        yield Question("change", text, quote=_sentence(draft.text, span))
    for span in unclear:
        shown = fold(draft.text[slice(*span)])
        text = f"“{shown}”是不是承诺没有把握;是则立为目标,不是则列入例外"
        yield Question("number", text, quote=_sentence(draft.text, span))
    yield from _baselines(draft, baselines)
    for target in draft.targets:
        for kind, text in target.found.asks:
            yield Question(kind, text, target.id, target.quote)
        if "leads" in target.inferred:
            yield Question("offices", "原文没有写责任单位,须指定", target.id, target.quote)
        if "tier" in target.inferred:
            yield Question("tier", "是谁的承诺没有写清,须核", target.id, target.quote)


def _baselines(draft: Draft, printed: Sequence[tuple[Span, str]]) -> Iterator[Question]:
    known = dict(printed)
    for target in draft.targets:
        if target.found.at in known:
            text = f"表中有基期值 {known[target.found.at]},可用 baseline 录入"
            yield Question("baseline", text, target.id, target.quote)
    without = [t.id for t in draft.targets
               if t.found.at not in known and t.found.comparator != "yes"]  # fmt: skip
    if without:
        text = f"{len(without)} 项有数的目标没有基期值,判序时进度以前须录入"
        yield Question("baseline", text)


def _sentence(text: str, span: Span) -> str:
    """The clause around a stretch, at most 60 characters either way, folded."""
    before = fold(text[max(0, span[0] - 60) : span[0]])
    after = fold(text[span[1] : span[1] + 60])
    for mark in "。;；":
        before = before.rsplit(mark, 1)[-1]
        after = after.split(mark, 1)[0]
    return before + fold(text[slice(*span)]) + after
