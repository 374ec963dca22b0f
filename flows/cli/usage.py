"""A command line that is not right: what is missing or wrong, and whose help tells more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flows.cli.output import OPTIONS, said
from observations.errors import UsageError

_REASONED = frozenset(
    {"answer", "originals", "period", "receipts", "return", "unapprove", "user", "withdraw"}
)
_OLD, _REASON = "--text", "--reason"
_CHINESE = (
    (r"Missing argument '(.+?)'.*", r"缺少参数 \1"),
    (r"Missing option '(.+?)'.*", r"缺少选项 \1"),
    (r"No such option: (\S+) \(Possible options?: (.+)\)", r"没有选项 \1,是不是 \2"),
    (r"No such option: (\S+).*", r"没有选项 \1"),
    (r"No such command '(.+?)'.*", r"没有命令 \1"),
    (r"Got unexpected extra argument\S* \((.+)\)", r"多余的参数 \1"),
    (r"Option '(.+?)' requires .*argument.*", r"选项 \1 后面缺内容"),
    (r"Option '(.+?)' does not take a value.*", r"选项 \1 后面不写内容"),
    (r"Invalid value for '?(.+?)'?: Input should be a valid integer.*", r"\1 须是整数"),
    (r"Invalid value for '?(.+?)'?: Input should be less than or equal to (\S+)", r"\1 至多 \2"),
    (r"Invalid value for '?(.+?)'?: Input should be greater than or equal to (\S+)", r"\1 至少 \2"),
    (r"Invalid value for '?(.+?)'?: .*", r"\1 的值不合要求"),
)


def with_reason(argv: Sequence[str]) -> list[str]:
    """`argv` with `--reason` where a command that asks for one is given the old `--text`."""
    if not argv or argv[0] not in _REASONED:
        return list(argv)
    end = argv.index("--") if "--" in argv else len(argv)
    old = re.compile(rf"{_OLD}(?==|$)")
    return [old.sub(_REASON, word, count=1) if n < end else word for n, word in enumerate(argv)]


def command_named(tree: Any, argv: Sequence[str]) -> str:
    """The command that `argv` begins with, as it is called: `cityplan period close`."""
    path, node = ["cityplan"], tree
    for word in argv:
        node = getattr(node, "commands", {}).get(word)
        if node is None:
            break
        path.append(word)
    return " ".join(path)


def explained(error: Exception, message: str, command: str) -> UsageError:
    """What was wrong with the line, in the user's language; the help of the very `command`.

    `error` may say which parameter it is about (`param`).
    """
    param = getattr(error, "param", None)
    cure = said("usage.help", command=command)
    if not message.strip():  # a group alone; its commands were just listed
        return UsageError(said("usage.subcommand", command=command), cure=cure)
    what = message if OPTIONS.lang == "en" else _in_chinese(message)
    about = getattr(param, "help", None)
    if about and message.startswith("Missing") and OPTIONS.lang != "en":
        what = f"{what}({about})"
    return UsageError(what.removesuffix("."), cure=cure)


def _in_chinese(message: str) -> str:
    for pattern, words in _CHINESE:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message
