"""Which passwords a post may choose: long, not among the common ones, not made of words we know.

`zxcvbn` (MIT) brings 30,000 common passwords with names and words, and finds them inside a longer
password too: reversed, repeated, with digits put after them or in the place of letters. Nothing
is asked of the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from desk.handle import Desk
from desk.passwords import SHORTEST
from observations.errors import UserError

ENOUGH = 4  # of 0 to 4: more than 10^10 guesses
LOOKED_AT = 72  # characters: who writes more has written enough, and the search grows with them
LEFT_OVER = 6  # characters that must remain when the known words and all digits are taken out
_SIGNS = re.compile(r"[\W\d_]+")
_COMMON = "用四个互不相干的词,中间隔开;不用单位、岗位、地名、年份和键盘上的一行"

WORDS = (
    "yijinhuoluo", "ejinhoro", "ejinhoroqi", "yijinhuoluoqi", "eerduosi", "erdos", "ordos",
    "neimenggu", "zhujianju", "zhujian", "chengguan", "shizheng", "jingxihua", "chengshi",
    "guanli", "cityplan", "xitong", "guanliyuan", "admin", "administrator", "password", "mima",
    "kouling", "woaini", "zhongguo", "huanying", "tianbao", "shenhe", "diaodu",
    "qwerty", "asdfgh", "zxcvbn", "伊金霍洛", "伊金霍洛旗", "鄂尔多斯", "内蒙古", "住建局",
    "住房和城乡建设局", "城市管理", "精细化", "三年行动", "市政", "城管", "环卫", "口令", "密码",
    "管理员", "系统", "填报", "审核", "调度", "领导", "经办", "欢迎", "中国", "阿镇", "阿勒腾席热",
)  # fmt: skip
"""Words of this place and this system, in characters and in pinyin (ASVS 6.1.2)."""


def require_good(desk: Desk, post: str, password: str) -> None:
    """`UserError` for a password too short, common, or made of the words around the post."""
    if len(password) < SHORTEST:
        raise UserError(f"口令少于{SHORTEST}个字符", cure="用更长的口令,例如四个词")
    known = tuple(known_words(desk, post))
    found = word_it_rests_on(password, known)
    if found:
        raise UserError(f"口令主要由“{found}”这类容易想到的词组成", cure=_COMMON)
    if strength(password[:LOOKED_AT], known) < ENOUGH:
        raise UserError("口令太常见或太有规律,容易被猜到", cure=_COMMON)


def known_words(desk: Desk, post: str) -> Iterator[str]:
    """What somebody who knows the post would try: its name, offices and areas, and `WORDS`."""
    yield from WORDS
    yield post
    for office in desk.plan.offices:
        yield from (office.name, *office.aliases)
    yield from (area.name for area in desk.plan.areas)


def word_it_rests_on(password: str, known: Iterable[str]) -> str:
    """The longest known word in a password of which little else is left; empty for none.

    >>> word_it_rests_on("Yijinhuoluo2024!", WORDS)
    'yijinhuoluo'
    >>> word_it_rests_on("市政科的猫爱吃鱼和白米饭", WORDS)
    ''
    """
    rest, found = password.lower(), ""
    for word in sorted({one.lower() for one in known if one}, key=len, reverse=True):
        if word in rest:
            rest, found = rest.replace(word, " "), found or word
    return found if len(_SIGNS.sub("", rest)) < LEFT_OVER else ""


def strength(password: str, known: tuple[str, ...]) -> int:
    """0 (guessed at once) to 4 (more than 10^10 guesses by who tries what people choose)."""
    return int(_estimator()(password, user_inputs=known)["score"])


@cache
def _estimator() -> Callable[..., Any]:
    """Loaded when the first password is chosen: most processes never need its lists."""
    found: Callable[..., Any] = import_module("zxcvbn").zxcvbn
    return found
