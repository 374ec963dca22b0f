"""What a period's paper says of citizens' opinions: how many, and how they were kept."""

from __future__ import annotations

from briefings.draft import Draft
from briefings.paper import Line, Span, say


def opinions_told(draft: Draft) -> Line:
    """`收到市民意见建议……`: of those received in the period; empty when none were."""
    found = draft.card.context.opinions
    if found is None or not found.received:
        return ()

    def count(name: str, numbers: tuple[str, ...]) -> Span:
        how = f"意见建议台账:{'、'.join(numbers) or '没有'}"
        return draft.book.share(f"意见{name}", str(len(numbers)), how)

    first = say(
        f"{draft.card.period.label}收到市民意见建议", count("收到", found.received), "条,有效",
        count("有效", found.valid), "条,转办", count("转办", found.forwarded), "条,转阅",
        count("转阅", found.circulated), "条,已向市民反馈", count("已反馈", found.told), "条",
    )  # fmt: skip
    if not found.owed:
        return say(first, "。")
    shown, how = found.rate, f"按期答复 {len(found.kept)} ÷ 已答复或已到期 {len(found.owed)}"
    return say(
        first, ";已答复或已到期的转办件", count("应答复", found.owed), "条,按期答复",
        count("按期答复", found.kept), "条(", draft.book.share("意见按期答复率", shown, how), ")。",
    )  # fmt: skip
