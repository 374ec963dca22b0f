"""期末评估: what the plan came to, by attribute, from measured values alone; missing ones named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from targets.assessment import Assessment
from targets.model import Plan
from targets.rulebook import Rule

_ATTRIBUTES = {"binding": "约束性", "indicative": "预期性", "none": "正文目标"}


@dataclass(frozen=True)
class Tally:
    """Targets of one attribute (binding, indicative, none), by ids; words as the rule has them."""

    attribute: str
    label: str
    done_word: str
    not_done_word: str
    done: tuple[str, ...]
    not_done: tuple[str, ...]
    missing: tuple[str, ...]
    not_judged: tuple[str, ...]

    @property
    def total(self) -> int:
        """Every target of the attribute."""
        return len(self.done) + len(self.not_done) + len(self.missing) + len(self.not_judged)


def tallies(plan: Plan, verdicts: Sequence[Assessment], rule: Rule) -> tuple[Tally, ...]:
    """The outcomes of a final evaluation (`assess(final=True)`), each target counted once."""
    binding = {target.id: target.binding for target in plan.targets}
    return tuple(
        _tally(name, [one for one in verdicts if binding[one.target_id] == name], rule)
        for name in _ATTRIBUTES
    )


def _tally(attribute: str, verdicts: Iterable[Assessment], rule: Rule) -> Tally:
    found: dict[str, list[str]] = {"done": [], "not_done": [], "missing": [], "not_judged": []}
    for one in verdicts:
        found[one.outcome].append(one.target_id)
    words = rule.outcomes[attribute]
    return Tally(
        attribute,
        _ATTRIBUTES[attribute],
        words.done,
        words.not_done,
        *(tuple(found[name]) for name in ("done", "not_done", "missing", "not_judged")),
    )


def summary(plan: Plan, found: Sequence[Tally]) -> str:
    """A paragraph of one sentence an attribute; what is missing is named, not only counted."""
    return "".join(tally_text(plan, one) for one in found if one.total)


def tally_text(plan: Plan, one: Tally) -> str:
    """One attribute's outcome in a sentence."""
    names = {target.id: target.name for target in plan.targets}
    text = f"{one.label}{one.total}项:{one.done_word}{len(one.done)}项"
    text += f",{one.not_done_word}{len(one.not_done)}项"
    for ids, word in ((one.missing, "缺报"), (one.not_judged, "不作判定")):
        if ids:
            text += f",{word}{len(ids)}项({'、'.join(names[i] for i in ids)})"
    return f"{text}。"
