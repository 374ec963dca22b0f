"""Sentences of the final evaluation."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "final.binding": ("约束性", "binding"),
    "final.indicative": ("预期性", "indicative"),
    "final.none": ("正文目标", "in prose"),
    "final.no_one": ("无", "none"),
    "final.tally": (
        "期末评估 {label}:{done_word}{done}项,{not_done_word}{not_done}项,"
        "缺报{missing}项({names}),不作判定{not_judged}项",
        "Final evaluation, {label}: {done} met, {not_done} not met, "
        "{missing} missing ({names}), {not_judged} not judged",
    ),
}
