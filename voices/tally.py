"""Ballots counted: the rate as defined, its interval, the response, the invalid by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observations.errors import UserError
from targets.national.community import MINIMUM_SAMPLE, Satisfaction, satisfaction
from voices.ballots import Ballot, Stratum
from voices.survey import Survey


@dataclass(frozen=True)
class Counted:
    """One stratum: its design weight is `population` / `valid` people for each valid ballot.

    `weight` is None where nobody answered: the stratum is missing from the weighted rate.
    """

    area: str
    category: str
    population: int
    drawn: int
    returned: int
    valid: int
    satisfied: int
    weight: float | None


@dataclass(frozen=True)
class Tally:
    """What the ballots say.

    `plain`: satisfied of valid, as the indicator is defined, with its 95 % Wilson interval.
    `weighted`: by strata in proportion to their people (n_eff after Kish); None without strata.
    `drawn` is None when it is not known how many were asked: then there is no response rate.
    """

    survey: str
    drawn: int | None
    returned: int
    valid: int
    satisfied: int
    answers: Mapping[str, int]
    invalid: Mapping[str, int]
    plain: Satisfaction
    weighted: Satisfaction | None
    strata: tuple[Counted, ...]

    @property
    def response_pct(self) -> float | None:
        """Valid ballots of those who were asked, in percent (AAPOR response rate 1)."""
        return 100 * self.valid / self.drawn if self.drawn else None

    @property
    def unheard(self) -> tuple[Counted, ...]:
        """Strata without a single valid ballot."""
        return tuple(one for one in self.strata if one.weight is None)


def tally(survey: Survey, ballots: Sequence[Ballot], strata: Sequence[Stratum] = ()) -> Tally:
    """Count `ballots`; `UserError` when none is valid, or more are than people were asked."""
    valid = [one for one in ballots if one.answer is not None]
    if not valid:
        raise UserError("没有一张有效票", cure="核对 answer 列;没有调查结果的,不填报")
    counted = _counted(ballots, strata)
    for one in counted:
        if one.valid > one.drawn:
            raise UserError(
                f"{one.area}{one.category}有效票 {one.valid} 张,只抽了 {one.drawn} 人",
                cure="核对票的地区、类别和 strata.csv",
            )
    yes = _satisfied(valid)
    heard = [one for one in counted if one.valid]
    return Tally(
        survey=f"{survey.id}-{survey.version}",
        drawn=sum(one.drawn for one in strata) if strata else None,
        returned=len(ballots),
        valid=len(valid),
        satisfied=yes,
        answers=_by_answer(survey, valid),
        invalid=_by_reason(survey, ballots),
        plain=satisfaction(satisfied=[yes], sample=[len(valid)]),
        weighted=_weighted(heard) if heard else None,
        strata=counted,
    )


def _satisfied(ballots: Sequence[Ballot]) -> int:
    return sum(one.answer is not None and one.answer.satisfied for one in ballots)


def _by_answer(survey: Survey, valid: Sequence[Ballot]) -> Mapping[str, int]:
    count = Counter(one.answer.word for one in valid if one.answer)
    return {one.word: count[one.word] for one in survey.answers}


def _by_reason(survey: Survey, ballots: Sequence[Ballot]) -> Mapping[str, int]:
    count = Counter(one.invalid for one in ballots if one.invalid)
    return {word: count[word] for word in survey.reasons}


def _counted(ballots: Sequence[Ballot], strata: Sequence[Stratum]) -> tuple[Counted, ...]:
    found = []
    for one in strata:
        mine = [ballot for ballot in ballots if ballot.stratum == one.key]
        valid = [ballot for ballot in mine if ballot.answer is not None]
        weight = one.population / len(valid) if valid else None
        about = (one.area, one.category, one.population, one.drawn)
        found.append(Counted(*about, len(mine), len(valid), _satisfied(valid), weight))
    return tuple(found)


def _weighted(heard: Sequence[Counted]) -> Satisfaction:
    return satisfaction(
        satisfied=[one.satisfied for one in heard],
        sample=[one.valid for one in heard],
        weights=[one.population for one in heard],
    )


@dataclass(frozen=True)
class Doubt:
    """Why the ballots do not settle on which side of the line the rate is."""

    code: str
    text: str


def doubts(found: Tally, line: float | None) -> tuple[Doubt, ...]:
    """What must be said beside the rate; `line` in percent is the target it is held against."""
    said = []
    if found.plain.small:
        about = f"有效票只有 {found.valid} 张,不足 {MINIMUM_SAMPLE} 张,样本过小"
        said.append(Doubt("small", about))
    for name, one in (("", found.plain), ("加权", found.weighted)):
        if one is not None and line is not None and one.low < line <= one.high:
            about = f"{name}95%区间 {one.low:.1f}%—{one.high:.1f}%,目标线 {line:g}% 在区间内"
            said.append(Doubt("spans", f"{about},抽样误差内不足以判定是否达标"))
    if found.weighted is not None and line is not None:
        plain, weighted = found.plain.value, found.weighted.value
        if (plain >= line) != (weighted >= line):
            about = f"按层加权为 {weighted:.1f}%,与不加权的 {plain:.1f}% 在目标线两侧"
            said.append(Doubt("sides", about))
    said += [Doubt("unheard", f"{o.area}{o.category}没有一张有效票") for o in found.unheard]
    return tuple(said)


def note_of(found: Tally, line: float | None) -> str:
    """What the report form says beside the numbers: sample, response, interval, doubts."""
    asked = f"应答样本 {found.drawn},应答率 {found.response_pct:.1f}%," if found.drawn else ""
    bad = "、".join(f"{word} {n}" for word, n in found.invalid.items() if n)
    parts = [
        f"抽样调查({found.survey}):{asked}收回 {found.returned},有效 {found.valid}"
        + (f"(无效:{bad})" if bad else ""),
        f"95%区间 {found.plain.low:.1f}%—{found.plain.high:.1f}%",
    ]
    if found.weighted is not None:
        parts.append(f"加权 {found.weighted.value:.1f}%(折合 {found.weighted.effective:.0f})")
    parts += [f"存疑:{one.text}" for one in doubts(found, line)]
    return ";".join(parts)
