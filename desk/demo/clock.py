"""The simulated clock of the demo's replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.handle import SHANGHAI

BEGIN = datetime(2023, 11, 20, 9, 0, tzinfo=SHANGHAI)


@dataclass
class ReplayClock:
    """Stands where the replay has put it."""

    moment: datetime = BEGIN

    def __call__(self) -> datetime:
        """The moment the replay stands at."""
        return self.moment
