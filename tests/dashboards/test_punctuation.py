"""Chinese punctuation on pages: full-width between words, never inside what must stay."""

from __future__ import annotations

import pytest
from dash import dcc, html
from hypothesis import example, given
from hypothesis import strategies as st

from dashboards.components.punctuation import VERBATIM, read_aloud, spoken
from tests.dashboards.test_components import words

WIDE = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"})


@pytest.mark.parametrize("text", ["关账后,不再受理", "下一步:审核;审定", "至 今天(含)", "(退回)。"])
def test_marks_beside_chinese_are_full_width(text: str) -> None:
    assert spoken(text) == text.translate(WIDE)


@pytest.mark.parametrize(
    "text",
    [
        "a, b (c)",
        "《表(改).xlsx》",
        "填报“1,200(约)”",
        "工作表填报!I6",
        "共 1,200 个",
        "比例 1:4.1",
        "今天 09:30:05",
        "见 https://here.example/x?y=1",
        "! 仍未改正",
    ],
)
def test_quoted_values_names_cells_numbers_and_signs_stay_letter_by_letter(text: str) -> None:
    assert spoken(text) == text


@given(st.text(alphabet="汉字,;:?!()《》“”ab12 ", max_size=30))
@example("? :字")
def test_what_was_said_once_is_not_changed_again(text: str) -> None:
    assert spoken(spoken(text)) == spoken(text)


def test_a_name_of_a_file_and_what_was_typed_stay_while_the_words_around_them_change() -> None:
    tree = html.Div(
        [
            html.P("文件:", title="说明:见后"),
            html.Span("季报(改).xlsx", className=VERBATIM),
            html.Code("表(一)"),
            dcc.Input(value="理由:无", placeholder="例如:年休假"),
        ]
    )
    said = read_aloud(tree)
    assert words(said) == "文件\uff1a季报(改).xlsx表(一)"
    heading, _, _, typed = said.children
    assert heading.title == "说明\uff1a见后"
    assert (typed.value, typed.placeholder) == ("理由:无", "例如\uff1a年休假")
