"""What may be chosen as a password, and what everybody would try first."""

from __future__ import annotations

import pytest

from desk.accounts import add_post, change_password
from desk.demo.posts import ADMIN, DESK
from desk.good_passwords import WORDS, require_good, strength, word_it_rests_on
from observations.errors import UserError
from tests.desk.hall import Hall


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("short", "12个字符"),
        ("password1234", "容易想到的词"),
        ("Yijinhuoluo2024!", "yijinhuoluo"),
        ("伊金霍洛旗住建局2024", "伊金霍洛旗"),
        ("住建局调度岗-123456", "住建局调度岗"),
        ("CityPlan@20262026", "cityplan"),
        ("1qaz2wsx3edc", "有规律"),
        ("qazwsxedcrfv", "有规律"),
        ("aB3$aB3$aB3$", "有规律"),
        ("liverpoolfc1", "有规律"),
        ("drowssap4321", "有规律"),
        ("一一一一一一一一一一一一一", "有规律"),
    ],
)
def test_what_everybody_tries_first_is_refused_with_a_cure(
    one_hall: Hall, weak: str, reason: str
) -> None:
    add_post(one_hall.desk, ADMIN, DESK, "一个足够长的口令-2024")
    with pytest.raises(UserError, match=reason) as told:
        change_password(one_hall.desk, DESK, DESK.post, weak)
    assert "词" in told.value.cure


def test_four_words_that_have_nothing_to_do_with_each_other_are_taken(one_hall: Hall) -> None:
    for good in (
        "大象 键盘 落日 七条鱼",
        "correct horse battery staple",
        "市政科的猫爱吃鱼和白米饭",
    ):
        require_good(one_hall.desk, DESK.post, good)


def test_the_longest_password_is_examined_in_no_time_worth_naming() -> None:
    assert strength("x" * 72, WORDS) < 4
    assert word_it_rests_on("cityplan" * 25, WORDS) == "cityplan"
