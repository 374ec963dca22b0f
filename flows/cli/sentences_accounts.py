"""Sentences of `cityplan user sign-out`."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "user.sign_out_whom": ("写一个岗位名,或写 --everybody", "name a post, or give --everybody"),
    "user.sign_out_cure": ("用 cityplan user list 查岗位名", "see cityplan user list"),
    "user.signed_out": ("已结束 {count} 处登录", "{count} sessions ended"),
}
