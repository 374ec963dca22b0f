"""What was said of each form, counted, and whether that keeps R9's promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from scipy.stats import binom

from observations.finding import Finding, Severity
from tests.campaigns.believing.drawing import Trial
from tests.campaigns.believing.kinds import KINDS, Kind
from tests.campaigns.believing.station import Answer
from tests.campaigns.runner import Tally

OUTCOMES = ("无", "提示", "存疑", "退回")
_RANK: Mapping[Severity, int] = {Severity.INFO: 1, Severity.WARNING: 2, Severity.CRITICAL: 3}
_LEAST: Mapping[str, int] = {"info": 1, "warning": 2}
_OTHERS, _WARNED, _HARDLY = 0.95, 0.03, 0.01


def counted(trial: Trial, answer: Answer) -> Counter[str]:
    """One form in the table's terms."""
    if trial.kind is None or trial.wrong is None:
        return _clean(trial, answer)
    kind, wrong = trial.kind, trial.wrong
    about = [one for one in answer.findings if _about(one, wrong.hit)]
    rank = max((_RANK[one.severity] for one in about), default=0)
    counts = Counter({f"{kind.name}|{OUTCOMES[rank]}": 1})
    named = [one for one in about if _RANK[one.severity] >= _LEAST[kind.least]]
    if any(one.rule.startswith(kind.right) for one in named):
        counts[f"{kind.name}|对"] += 1
    if rank < _LEAST[kind.least]:
        said = "、".join(f"{one.rule} {one.severity.value}" for one in answer.findings[:4])
        counts[f"miss|{kind.name}|{wrong.words};系统:{said or '没有话'}"] += 1
    return counts


def _about(one: Finding, hit: frozenset[tuple[str, str]]) -> bool:
    """True when a finding speaks of a wrong row, or of the form as a whole."""
    if not one.indicator:
        return True
    return any(one.indicator == name and one.area in ("", area) for name, area in hit)


def _clean(trial: Trial, answer: Answer) -> Counter[str]:
    rank = max((_RANK[one.severity] for one in answer.findings), default=0)
    counts = Counter({f"clean|{OUTCOMES[rank]}": 1})
    loud = [one for one in answer.findings if one.severity is not Severity.INFO]
    counts.update({f"clean by|{rule}": 1 for rule in {one.rule for one in loud}})
    counts.update(f"clean info|{one.rule}" for one in answer.findings if one not in loud)
    for one in loud[:3]:
        counts[f"false|{one.rule}|{trial.title[0]} {trial.title[1]}:{one.message}"] += 1
    return counts


def before(answers: list[Answer]) -> Counter[str]:
    """The forms of the history, clean too, that came to a shorter record."""
    counts: Counter[str] = Counter()
    for answer in answers:
        loud = [one for one in answer.findings if one.severity is not Severity.INFO]
        counts[f"history|{answer.state}"] += 1
        counts["history|warned"] += bool(loud)
        counts.update({f"history by|{rule}": 1 for rule in {one.rule for one in loud}})
    return counts


def shown(tally: Tally) -> Iterator[str]:
    """The confusion table, the false alarms by rule, and every miss in words."""
    yield f"{'份数':>4} {'无':>3} {'提示':>3} {'存疑':>3} {'退回':>3} {'查出':>6} {'点对':>5}  种类"
    for kind in KINDS.values():
        yield _line(tally, kind)
    many, missed = _others(tally)
    yield f"不带 * 的种类合计:{many} 份,漏了 {missed} 份,查出 {1 - missed / max(1, many):.1%}"
    for part, label in (("clean", "无误的表"), ("history", "历史的表")):
        yield f"{label}:" + ",".join(_under(tally, part))
    for part in ("clean by", "clean info", "history by"):
        yield f"{part}:" + ",".join(_under(tally, part))
    for part in ("miss", "false"):
        yield from (f"{part}: {words}" for words in _under(tally, part))


def _line(tally: Tally, kind: Kind) -> str:
    row = [tally.counts[f"{kind.name}|{outcome}"] for outcome in OUTCOMES]
    right = tally.counts[f"{kind.name}|对"]
    cells = " ".join(f"{count:>4}" for count in row)
    share, many = found(tally, kind), sum(row)
    mark = " *" if kind.critical else ""
    return f"{many:>5} {cells} {share:>8.1%} {right / max(1, many):>6.0%}  {kind.name}{mark}"


def found(tally: Tally, kind: Kind) -> float:
    """Share of the kind's forms in which the wrong row was named loudly enough."""
    many, missed = _counted(tally, kind)
    return (many - missed) / max(1, many)


def _under(tally: Tally, part: str) -> list[str]:
    head = f"{part}|"
    mine = sorted(name for name in tally.counts if name.startswith(head))
    return [f"{name.removeprefix(head)} {tally.counts[name]}" for name in mine]


def judge(tally: Tally) -> None:
    """R9: critical kinds always, the others 95 of 100; clean forms kept, and mostly in silence.

    The others are judged together. A kind has some seventeen forms at fifty stations, too few to
    tell 94 % from 95 %: of one kind only so many misses are refused as one in twenty explains in
    no more than one run of a hundred (exact binomial).
    """
    broken = [*_missed(tally), *_alarms(tally)]
    assert not broken, ";".join(broken)


def _missed(tally: Tally) -> Iterator[str]:
    for kind in KINDS.values():
        many, missed = _counted(tally, kind)
        if not many:
            yield f"{kind.name}:没有一份"
        elif missed and (kind.critical or _explained(many, missed) < _HARDLY):
            yield f"{kind.name}:{many} 份漏了 {missed} 份"
    many, missed = _others(tally)
    if missed > (1 - _OTHERS) * many:
        yield f"不带 * 的种类合计:{many} 份漏了 {missed} 份"


def _others(tally: Tally) -> tuple[int, int]:
    """Forms of all kinds that are not critical, and how many of them were missed."""
    each = [_counted(tally, kind) for kind in KINDS.values() if not kind.critical]
    many, missed = (sum(one) for one in zip(*each, strict=True))
    return many, missed


def _explained(many: int, missed: int) -> float:
    """The chance of so many misses or more where one form in twenty is missed."""
    return float(binom.sf(missed - 1, many, 1 - _OTHERS))


def _counted(tally: Tally, kind: Kind) -> tuple[int, int]:
    """Forms with the mistake, and those in which it was not named loudly enough."""
    row = [tally.counts[f"{kind.name}|{outcome}"] for outcome in OUTCOMES]
    return sum(row), sum(row[: _LEAST[kind.least]])


def _alarms(tally: Tally) -> Iterator[str]:
    row = [tally.counts[f"clean|{outcome}"] for outcome in OUTCOMES]
    if row[3]:
        yield f"无误的表退回 {row[3]} 份"
    if (row[2] + row[3]) > _WARNED * sum(row):
        yield f"无误的表存疑 {row[2]} 份,占 {row[2] / max(1, sum(row)):.1%}"
