"""How well a plan's text is read: `python -m tests.targets.extract.score`.

Compares the draft of each text with what a person wrote down, field by field, and prints a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from targets.extract.model import Draft, TargetDraft
from targets.extract.read import extract
from targets.extract.words import narrow
from targets.load import DEFAULT_PLAN, load_plan
from targets.quotes import Folded, fold
from targets.sections import section_named
from targets.yamlfile import read_yaml

TEXTS = Path(__file__).parent / "texts"
FIELDS = ("comparator", "value", "unit", "deadline", "offices")
FURTHER = ("name", "binding", "cadence")  # scored where a person wrote them down


@dataclass(frozen=True)
class Expected:
    """A commitment a person found; `at` is its printed stretch in the draft's own text.

    `loose`: reading it is neither demanded nor an invention. `open_office`: the text names no
    office; the draft must not claim one as stated.
    """

    at: tuple[int, int]
    said: str
    comparator: str
    value: float
    unit: str
    deadline: date | None
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    value_max: float | None = None
    name: str = ""
    loose: bool = False
    open_office: bool = False
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what each may say


@dataclass
class Score:
    """Counts for one text; `wrong` names what a field got instead."""

    name: str
    expected: int = 0
    found: int = 0
    whole: int = 0
    invented: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=lambda: {f: [] for f in FIELDS})
    changes: tuple[int, int] = (0, 0)
    told: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FURTHER, 0))
    off: dict[str, list[str]] = field(default_factory=lambda: {f: [] for f in FURTHER})

    @property
    def recall(self) -> float:
        """Share of the commitments found, whatever their fields."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def right(self) -> float:
        """Share of the commitments found with every field right."""
        return self.whole / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Share of the draft's targets that are commitments."""
        return self.found / (self.found + len(self.invented)) if self.found else 0.0


def score(name: str, draft: Draft, expected: Sequence[Expected]) -> Score:
    """The draft against what was expected."""
    result = Score(name, expected=sum(not e.loose for e in expected))
    names = {o.id: {narrow(n) for n in (o.name, *o.aliases)} for o in draft.offices}
    left = list(draft.targets)
    for one in expected:
        match = _match(one, left)
        if match is None:
            if not one.loose:
                result.missed.append(one.said)
            continue
        left.remove(match)
        if not one.loose:
            result.found += 1
            bad = dict(_differences(one, match, names))
            for what, text in bad.items():
                result.wrong[what].append(f"{one.said}: {text}")
            result.whole += not bad
            _score_further(one, match, result)
    result.invented = [f"{t.id} {t.found.printed} | {t.quote}" for t in left]
    return result


def _score_further(one: Expected, got: TargetDraft, result: Score) -> None:
    for what, allowed in one.further.items():
        read = getattr(got.found, what)
        result.told[what] += 1
        if narrow(fold(read)) not in {narrow(fold(a)) for a in allowed}:
            result.off[what].append(f"{one.said}: {read}")


def _match(one: Expected, left: Sequence[TargetDraft]) -> TargetDraft | None:
    fit = [t for t in left if t.found.at[0] < one.at[1] and one.at[0] < t.found.at[1]]
    if not fit and one.comparator == "yes":
        fit = [t for t in left if t.found.comparator == "yes" and _near(one, t)]
    fit.sort(key=lambda t: (t.found.deadline != one.deadline, not _alike(one, t)))
    return fit[0] if fit else None


def _near(one: Expected, t: TargetDraft) -> bool:
    start, end = t.found.quote
    return start <= one.at[0] < end


def _alike(one: Expected, t: TargetDraft) -> bool:
    mine, theirs = narrow(fold(one.name)), fold(t.found.name)
    return bool(mine) and (mine in theirs or theirs in mine)


def _differences(
    one: Expected, got: TargetDraft, names: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    f = got.found
    if f.comparator != one.comparator:
        yield "comparator", f.comparator
    if abs(f.value - one.value) > 5e-5 or (one.value_max or 0) != (f.value_max or 0):
        yield "value", f"{f.value}..{f.value_max}"
    if one.unit and narrow(f.unit) != narrow(one.unit):
        yield "unit", f.unit
    if one.deadline and f.deadline != one.deadline:
        yield "deadline", str(f.deadline)
    if not _offices_right(one, got, names):
        yield "offices", f"{[names[i] for i in got.leads]} + {[names[i] for i in got.cooperating]}"


def _offices_right(one: Expected, got: TargetDraft, names: Mapping[str, set[str]]) -> bool:
    if one.open_office:
        return not got.leads or "leads" in got.inferred
    pairs = ((one.leads, got.leads), (one.cooperating, got.cooperating))
    return all(
        len(wanted) == len(ids)
        and all(narrow(n) in names[i] for n, i in zip(wanted, ids, strict=True))
        for wanted, ids in pairs
    )


def expected_of(draft: Draft, path: Path) -> tuple[list[Expected], list[str]]:
    """What a person wrote beside a text: its commitments, and the changes to be asked about."""
    written = read_yaml(path).value
    whole = Folded.of(draft.text)
    found = [
        one
        for group in written["groups"]
        for row in group["list"]
        for one in _rows(whole, group, row)
    ]
    return found, [fold(narrow(quote)) for quote in written.get("changes", [])]


def _rows(whole: Folded, group: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Expected]:
    said, printed = fold(row["said"]).replace("|", ""), fold(row["printed"])
    span = _span(whole, said, printed)
    days = row.get("by", group.get("deadline"))
    days = days if isinstance(days, list) else [days] * row.get("times", 1)
    yes = row["is"] == "yes"
    for day in days:
        yield Expected(
            span, row["said"], row["is"], float(row.get("value", 1)),
            row.get("unit", "是否" if yes else ""), date.fromisoformat(day) if day else None,
            tuple(fold(n) for n in group.get("leads", ())),
            tuple(fold(n) for n in group.get("cooperating", ())),
            row.get("max"), loose=row.get("loose", False),
            open_office="leads" not in group, further=_further(row),
        )  # fmt: skip


def _span(whole: Folded, said: str, printed: str) -> tuple[int, int]:
    """Where `printed` stands; nowhere when the preparation of the text has lost the words."""
    start = whole.text.find(said)
    if start < 0:
        return -1, -1
    at = start + said.rindex(printed)
    return whole.offsets[at], whole.offsets[at + len(printed) - 1] + 1


def _further(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    said = ((what, row[what]) for what in FURTHER if what in row)
    return {what: (one,) if isinstance(one, str) else tuple(one) for what, one in said}


def expected_of_plan(draft: Draft, folder: Path) -> list[Expected]:
    """The targets of a plan kept by hand, placed in the draft's own text.

    Where a person had to name the office, the text names none.
    """
    plan = load_plan(folder)
    found = []
    for t in plan.targets:
        section = section_named(draft.text, t.section)
        assert section, t.section
        body = Folded.of(draft.text, section.body, section.end)
        quote, printed = fold(t.quote), fold(t.printed)
        at = body.text.index(quote) + quote.rindex(printed)
        span = (body.offsets[at], body.offsets[at + len(printed) - 1] + 1)
        names = tuple(plan.office(o).name for o in t.leads)
        helping = tuple(plan.office(o).name for o in t.cooperating)
        found.append(Expected(
            span, t.quote, t.comparator, t.value, t.unit, t.deadline, names, helping,
            t.value_max, name=t.name, open_office="leads" in t.inferred,
            further={"name": (t.name,), "binding": (t.binding,), "cadence": (t.cadence or "",)},
        ))  # fmt: skip
    return found


def score_text(path: Path) -> Score:
    """One made-up text against the YAML beside it."""
    draft = extract(path.read_text("utf-8"))
    expected, changes = expected_of(draft, path.with_suffix(".yaml"))
    result = score(path.stem, draft, expected)
    asked = [fold(narrow(q.quote)) for q in draft.questions if q.kind == "change"]
    result.changes = (sum(any(c in q for q in asked) for c in changes), len(changes))
    return result


def score_plan(folder: Path = DEFAULT_PLAN) -> Score:
    """The plan kept by hand against the draft of its own text."""
    draft = extract((folder / "plan.txt").read_text("utf-8"))
    return score("shared plan", draft, expected_of_plan(draft, folder))


def all_scores() -> list[Score]:
    """The shared plan and every made-up text."""
    return [score_plan(), *(score_text(path) for path in sorted(TEXTS.glob("*.txt")))]


def table(scores: Sequence[Score]) -> str:
    """The scores as a Markdown table."""
    rows = ["| 文本 | 承诺 | 找到 | 全部字段正确 | 误立 | " + " | ".join(FIELDS) + " | 变化量 |"]
    rows[0] = rows[0] + " " + " | ".join(FURTHER) + " |"
    rows.append("|---" * (6 + len(FIELDS) + len(FURTHER)) + "|")
    for s in scores:
        cells = [s.name, str(s.expected), f"{s.recall:.1%}", f"{s.right:.1%}", str(len(s.invented))]
        cells += [f"{1 - len(s.wrong[f]) / max(s.found, 1):.1%}" for f in FIELDS]
        cells.append(f"{s.changes[0]}/{s.changes[1]}")
        cells += [f"{s.told[f] - len(s.off[f])}/{s.told[f]}" for f in FURTHER]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def details(scores: Sequence[Score]) -> Iterator[str]:
    """Everything that is missing, invented or wrong, one line each."""
    for s in scores:
        yield from (f"{s.name} missed: {text}" for text in s.missed)
        yield from (f"{s.name} invented: {text}" for text in s.invented)
        for what, texts in [*s.wrong.items(), *s.off.items()]:
            yield from (f"{s.name} {what}: {text}" for text in texts)


if __name__ == "__main__":
    scores = all_scores()
    lines = [table(scores)]
    lines += list(details(scores)) if "-v" in sys.argv else []
    sys.stdout.write("\n".join(lines) + "\n")
