"""The reader follows the text: other numbers, years, units, offices give other targets."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.extract.read import extract
from targets.extract.words import narrow
from targets.load import DEFAULT_PLAN
from targets.numbers import value_of

PLAN = (DEFAULT_PLAN / "plan.txt").read_text("utf-8")
_NUMBER = re.compile(
    r"(?<![0-9.:\[×+])(?P<year>20[0-9]{2})(?=年|—)"
    r"|(?<=[≥≤])(?P<table>[0-9]+)"
    r"|(?<![0-9.:\[(×+\-])(?P<share>[0-9]+(?:\.[0-9]+)?)(?=%)"
    r"|(?<![0-9.:\[(×+\-])(?P<count>[0-9]+(?:\.[0-9]+)?)(?P<unit>个|公里|平方米)"
)
_UNITS = {"个": ("处", "座", "项", "家"), "公里": ("千米", "米"), "平方米": ("亩", "公顷")}


@dataclass
class Changed:
    """The paraphrased text, and what became of each number by its order in the text."""

    text: str
    years: int
    numbers: dict[int, str]
    units: dict[int, str]
    offices: dict[str, str]


def paraphrase(seed: int) -> Changed:
    chance = random.Random(seed)
    years = chance.randint(1, 60)
    done = Changed("", years, {}, {}, {})

    def other(match: re.Match[str]) -> str:
        if match["year"]:
            return str(int(match["year"]) + years)
        old = match["table"] or match["share"] or match["count"]
        if old in ("100", "1"):
            done.numbers[match.start()] = old
            new = old
        else:
            places = len(old.partition(".")[2])
            new = f"{chance.uniform(2, 98):.{places}f}"
            done.numbers[match.start()] = new
        if match["unit"]:
            done.units[match.start()] = chance.choice(_UNITS[match["unit"]])
        return new + done.units.get(match.start(), match["unit"] or "")

    done.text = _NUMBER.sub(other, PLAN)
    printed = [o for o in extract(PLAN).offices if "领导小组" not in o.name]  # stands in a sentence
    for number, office in enumerate(printed):
        new = f"{chance.choice('赤橙黄绿青蓝紫')}{chr(0x6C34 + number)}河测试中心"
        for name in (office.name, *office.aliases):  # 旗某中心 stays another spelling of 某中心
            done.offices[name] = f"旗{new}" if name.startswith("旗") else new
    known = sorted(done.offices, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, known)))
    done.text = re.sub(
        r"\(牵头单位:[^()]*\)",
        lambda m: pattern.sub(lambda n: done.offices[n[0]], "".join(m[0].split())),
        done.text,
    )
    return done


@pytest.mark.parametrize("seed", range(6))
def test_other_numbers_years_units_and_offices_are_followed_exactly(seed):
    changed = paraphrase(seed)
    before, after = extract(PLAN), extract(changed.text)
    assert [t.found.name for t in before.targets] == [t.found.name for t in after.targets]
    for old, new in zip(before.targets, after.targets, strict=True):
        place = [at for at in changed.numbers if old.found.at[0] <= at < old.found.at[1]]
        if place and old.found.unit != "比值":
            assert new.found.value == pytest.approx(value_of(changed.numbers[place[0]]))
            unit = changed.units.get(place[0])
            if unit and "人均" not in old.found.name:
                assert new.found.unit == unit
        assert new.found.comparator == old.found.comparator
        assert new.found.deadline.year == old.found.deadline.year + changed.years
        leads = zip(_spellings(before, old.leads), _spellings(after, new.leads), strict=True)
        for was, now in leads:
            assert {changed.offices.get(name, name) for name in was} == now
        assert len(new.cooperating) == len(old.cooperating)


def _spellings(draft, ids):
    names = {o.id: {o.name, *o.aliases} for o in draft.offices}
    return [names[i] for i in ids]


def _named(draft, ids):
    names = {o.id: o.name for o in draft.offices}
    return [names[i] for i in ids]


WIDE = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "%": "％"})


def test_full_width_marks_are_read_as_half_width_ones():
    wide = "".join(
        line if "\t" in line else line.translate(WIDE) for line in PLAN.splitlines(keepends=True)
    )
    assert [_fields(t) for t in extract(PLAN).targets] == [
        _fields(t) for t in extract(wide).targets
    ]


def _fields(target):
    f = target.found
    return (f.comparator, f.value, f.unit, f.deadline, narrow(f.printed), len(target.leads))


COMPARISONS = {
    "达到{}": ">=", "不低于{}": ">=", "不少于{}": ">=", "{}以上": ">=", "达到{}以上": ">=",
    "不高于{}": "<=", "不超过{}": "<=", "不大于{}": "<=", "控制在{}以内": "<=", "降至{}以下": "<=",
    "提高到{}": ">=", "提升至{}": ">=", "保持在{}以上": ">=", "控制在{}": "<=", "超过{}": ">=",
}  # fmt: skip
NAMES = st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=6).map("{}设施合格率".format)
OFFICES = st.lists(
    st.text("赤橙黄绿青蓝紫", min_size=2, max_size=5).map("县{}管理局".format),
    min_size=1, max_size=4, unique=True,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    name=NAMES,
    year=st.integers(2024, 2026),
    phrase=st.sampled_from(sorted(COMPARISONS)),
    value=st.decimals(1, 99, places=2),
    leads=OFFICES,
    wide=st.booleans(),
)
def test_a_sentence_made_of_its_parts_is_read_into_them(name, year, phrase, value, leads, wide):
    said = phrase.format(f"{value.normalize():f}%")
    line = f"到{year}年,{name}{said}。(牵头单位:{'、'.join(leads)})"
    line = line.translate(WIDE) if wide else line
    draft = extract(f"某县甲方案(2024—2026年)\n一、任务\n1.甲事。{line}\n")
    (target,) = draft.targets
    found = target.found
    assert (found.name, found.comparator) == (name, COMPARISONS[phrase])
    assert found.value == pytest.approx(float(value))
    assert (found.unit, found.deadline.year) == ("%", year)
    assert _named(draft, target.leads) == leads


@pytest.mark.parametrize(
    "unit",
    ["(", "不低于", "1", "达到1%、", "2024年", "2024年甲率达到5%以上,", "牵头单位:甲局、乙局,",
     "(甲局牵头)", "一二三百千", "“甲", "《甲", "到2025年,完成甲规划,", "编制甲规划,", "2024年、",
     "1-2-3-", "每每每年", "1:2:3"],
)  # fmt: skip
def test_hostile_repetition_is_read_to_the_end(unit):
    line = unit * (2_500 // len(unit))
    draft = extract("某县方案(2024—2026年)\n一、目标\n" + "\n".join([line] * 4))
    assert all(t.quote for t in draft.targets)


def test_thousands_of_offices_are_told_apart():
    named = [[f"第{row * 40 + one}号测试局" for one in range(40)] for row in range(100)]
    lines = [f"牵头单位:{'、'.join(offices)}" for offices in named]
    draft = extract("某县方案(2024—2026年)\n一、目标\n" + "\n".join(lines))
    assert {o.name for o in draft.offices} == {name for offices in named for name in offices}
