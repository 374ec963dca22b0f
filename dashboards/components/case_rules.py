"""What closes a kind of case, in a sentence made from its rule file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.words import listed, say
from targets.assessment import Belief, Level

if TYPE_CHECKING:
    from cases.kinds import CaseKind


def closing_rule(kind: CaseKind) -> str:
    """The rule as it is applied: levels and beliefs of the file, whose hand it takes."""
    if kind.opens.by == "assessment":
        return say(
            "其后报送并审定的值,评估为{levels}之一、数据为{beliefs}之一的,由系统销号;"
            "在此以前只有领导岗位可以写明理由销号,理由一直显示。值回落的,同一件重开。",
            levels=listed(Level(one).label for one in kind.closes.levels),
            beliefs=listed(Belief(one).label for one in kind.closes.beliefs),
        )
    if kind.by_evidence:
        return (
            "立项以后报送、审定,没有一处未说明的,由系统销号;"
            "在此以前只有领导岗位可以写明理由销号,理由一直显示。再次发生的,同一件重开。"
        )
    return (
        "承办单位附证据回复,由另一岗位核验,核验以后由调度岗位销号;"
        "领导岗位随时可以写明理由销号,理由一直显示。销号以后回头看。"
    )
