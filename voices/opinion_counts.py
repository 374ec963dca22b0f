"""What is counted of opinions, each figure as the numbers of the opinions it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from voices.deciding import decision_of
from voices.opinion_events import OpinionState
from voices.opinions_rules import OpinionRules
from voices.review import Review, review

Numbers = tuple[str, ...]


@dataclass(frozen=True)
class Handled:
    """What became of an opinion in its case.

    `due`: the office's deadline, `answered`: the day it replied, None while it did not; `said`:
    its reply as it stands, `extended`: how often it was put off, `told`: how and when the
    citizen was told, empty before the case is closed.
    """

    case: str
    office: str
    due: date | None = None
    answered: date | None = None
    said: str = ""
    extended: int = 0
    told: str = ""
    closed: bool = False

    def falls(self, day: date) -> bool:
        """True when the reply was made, or fell due before `day`."""
        return self.answered is not None or (self.due is not None and self.due < day)

    @property
    def on_time(self) -> bool:
        """True when the reply was made by its deadline."""
        return self.answered is not None and self.due is not None and self.answered <= self.due


@dataclass(frozen=True)
class Figures:
    """Opinions received in a stretch of days, as they stood on `day`, by number.

    `forwarded` are 转办件, `circulated` 转阅件; `owed`: 转办件 whose reply was made or fell due,
    `kept`: those of them replied to in time; `told`: 转办件 whose citizen was told.
    """

    day: date
    received: Numbers
    waiting: Numbers
    valid: Numbers
    invalid: Numbers
    public: Numbers
    forwarded: Numbers
    circulated: Numbers
    owed: Numbers
    kept: Numbers
    extended: Numbers
    told: Numbers

    @property
    def rate(self) -> str:
        """按期答复率 in percent, one decimal; 无 where nothing was owed."""
        if not self.owed:
            return "无"
        tenths = (len(self.kept) * 2000 + len(self.owed)) // (2 * len(self.owed))
        return f"{tenths // 10}.{tenths % 10}%"


def figures(states: Sequence[OpinionState], handled: Mapping[str, Handled], day: date) -> Figures:
    """Count `states`; `handled` by number, for those that have a case."""
    valid = [one for one in states if one.is_valid]
    sent = [one for one in valid if one.judged and one.judged.way == "转办件"]
    work = [(one, handled[one.number]) for one in sent if one.number in handled]
    owed = [(one, case) for one, case in work if case.falls(day)]
    return Figures(
        day=day,
        received=_of(states),
        waiting=_of(one for one in states if one.judged is None),
        valid=_of(valid),
        invalid=_of(one for one in states if one.judged and one.judged.invalid),
        public=_of(one for one in valid if one.judged and one.judged.public),
        forwarded=_of(sent),
        circulated=_of(one for one in valid if one.judged and one.judged.way == "转阅件"),
        owed=_of(one for one, _ in owed),
        kept=_of(one for one, case in owed if case.on_time),
        extended=_of(one for one, case in work if case.extended),
        told=_of(one for one, case in work if case.told),
    )


def reviewed(states: Iterable[OpinionState], rules: OpinionRules) -> Review:
    """The review form of what was judged."""
    return review([decision_of(one) for one in states if one.judged is not None], rules)


def by_topic(states: Iterable[OpinionState]) -> tuple[tuple[str, Numbers], ...]:
    """Valid opinions by 方面, the most first; each counted once, under its first."""
    found: dict[str, list[str]] = {}
    for one in sorted(states, key=lambda state: state.number):
        if one.judged is not None and one.is_valid:
            found.setdefault(one.judged.topics[0], []).append(one.number)
    counted = [(topic, tuple(numbers)) for topic, numbers in found.items()]
    return tuple(sorted(counted, key=lambda pair: (-len(pair[1]), pair[1][0])))


def _of(states: Iterable[OpinionState]) -> Numbers:
    return tuple(sorted(one.number for one in states))
