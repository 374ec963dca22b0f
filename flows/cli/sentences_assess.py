"""Sentences of the final evaluation."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "final.binding": ("约束性", "binding"),
    "final.indicative": ("预期性", "indicative"),
    "final.none": ("正文目标", "in prose"),
    "assessment.inherited": (
        "    承自《{title}》({document})目标 {target},原值 {there},本级 {here}{said}",
        "    inherited from {title} ({document}) {target}: {there} there, {here} here{said}",
    ),
    "assessment.inherited.said": (";另定依据 {documents}", "; by {documents}"),
    "assessment.apart": ("{name}({id},{area},{tier}目标)", "{name} ({id}, {area}, {tier})"),
    "final.done": ("达到", "met"),
    "final.not_done": ("未达到", "not met"),
    # the rule file has Chinese words of its own for these, given as `text`
    "final.tally": (
        "{text}",
        "Final evaluation, {label}: {done} met, {not_done} not met, "
        "{missing} missing, {not_judged} not judged",
    ),
}
