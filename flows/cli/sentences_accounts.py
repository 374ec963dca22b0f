"""Sentences of `cityplan user sign-out` and `user factor-off`."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "user.sign_out_whom": ("写一个岗位名,或写 --everybody", "name a post, or give --everybody"),
    "user.sign_out_cure": ("用 cityplan user list 查岗位名", "see cityplan user list"),
    "user.factor_off": (
        "已取消“{post}”的动态码,它的登录已结束;请它登录后在“我的账号”重新设置",
        "the second factor of “{post}” is off and its log-ins ended; it may set a new one",
    ),
    "user.signed_out": ("已结束 {count} 处登录", "{count} sessions ended"),
}
