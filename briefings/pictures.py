"""The drawings of a paper's figures: made once, put into every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_ASKED = "本件没有绘图"


@dataclass(frozen=True)
class Pictures:
    """The drawings by the figure's id; `missing` says why there are none, `browser` who drew."""

    svg: Mapping[str, str] = field(default_factory=dict)
    png: Mapping[str, bytes] = field(default_factory=dict)
    missing: str = NOT_ASKED
    browser: str = ""

    def instead(self) -> str:
        """What stands where a figure should be."""
        return f"图未绘出:{self.missing}。同样的数见附件中的表。"


NO_PICTURES = Pictures()
