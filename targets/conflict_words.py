"""Contradictions in single words: one office under two names, misprints, another plan's subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from targets.clauses import clauses
from targets.model import Conflict, Plan
from targets.names import office_named
from targets.quotes import fold
from targets.sections import Section, folded_section, sections

_LATIN = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])")
_HAN = "\u4e00-\u9fff"
_TERM = re.compile(f"[{_HAN}]{{5,}}")
# Whom a plan of each level may command: a subject above its reach was copied from above.
_SUBJECTS = {
    "镇": ("各镇", "各旗区", "各旗县区", "各盟市"),
    "旗区": ("各旗区", "各旗县区", "各区县", "各盟市"),
    "市": ("各盟市",),
}


def word_conflicts(plan: Plan) -> Iterator[Conflict]:
    """Office spellings, stray foreign words, terms that lost a character, foreign subjects."""
    yield from _office_spellings(plan)
    terms = _terms(plan)
    for section in sections(plan.text):
        if section.chapter in plan.covered:
            yield from _stray_words(plan, section)
            yield from _cut_terms(plan, section, terms)
            yield from _subjects(plan, section)


def _office_spellings(plan: Plan) -> Iterator[Conflict]:
    written: dict[str, dict[str, list[str]]] = {}
    for section in sections(plan.text):
        for clause in clauses(plan, section):
            for name in (*clause.leads, *clause.cooperating):
                office = office_named(plan, name)
                if office:
                    written.setdefault(office.id, {}).setdefault(name, []).append(section.name)
    for spellings in written.values():
        usual = max(spellings, key=lambda name: len(spellings[name]))
        for name, places in spellings.items():
            if name != usual:
                others = f"{'、'.join(spellings[usual][:3])}{'等处' * (len(spellings[usual]) > 3)}"
                text = f"单位名称不一:{'、'.join(places)}写作“{name}”,{others}写作“{usual}”"
                yield Conflict("name", (), (name, usual), text)


def _stray_words(plan: Plan, section: Section) -> Iterator[Conflict]:
    for match in _LATIN.finditer(plan.text, section.body, section.end):
        around = fold(plan.text[max(section.body, match.start() - 8) : match.end() + 8])
        text = f"{section.name}正文夹有外文“{match.group()}”,疑为排印之误"
        yield Conflict("name", (), (around,), text)


def _terms(plan: Plan) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Long words of targets and offices, each with the pattern of its misprint.

    The misprint is the word without its first character, standing alone; a remainder that is
    part of another word as well proves nothing and is left out.
    """
    names = [t.name for t in plan.targets] + [o.name for o in plan.offices]
    words = {match.group() for name in names for match in _TERM.finditer(fold(name))}
    cut = ((word, re.compile(f"(?<!{word[0]}){word[1:]}")) for word in sorted(words))
    everything = "\n".join(words)
    return tuple((word, pattern) for word, pattern in cut if not pattern.search(everything))


def _cut_terms(
    plan: Plan, section: Section, terms: tuple[tuple[str, re.Pattern[str]], ...]
) -> Iterator[Conflict]:
    folded = folded_section(plan.text, section).text
    for term, misprint in terms:
        if term[1:] not in folded:
            continue
        for match in misprint.finditer(folded):
            quote = folded[max(0, match.start() - 6) : match.end() + 4]
            text = f"{section.name}写作“{match.group()}”,疑为“{term}”漏字"
            yield Conflict("name", (), (quote,), text)


def _subjects(plan: Plan, section: Section) -> Iterator[Conflict]:
    level = plan.area_of(plan.area).level
    text = plan.text[section.body : section.end]
    for subject in _SUBJECTS.get(level, ()):
        for match in re.finditer(subject, text):
            own = plan.area_of(plan.area).name
            said = f"{section.name}主语“{subject}”超出{own}的范围,疑抄自上级方案"
            yield Conflict("scope", (), (fold(text[match.start() : match.end() + 12]),), said)
