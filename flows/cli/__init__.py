"""The command line: the same desk functions, without Prefect.

Only typer is imported here; every command imports what it needs when it runs, so that
`cityplan --help` stays quick.
"""

from __future__ import annotations

import os
import re
import sys

from flows.cli.output import FAULT, OPTIONS, USAGE, complain, murmur, said, take_options
from observations.errors import UsageError, UserError

# Telemetry is off before anything that phones home can be imported.
QUIET = {
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
_CHINESE = (
    (r"Missing argument '(.+?)'.*", r"缺少参数 \1"),
    (r"Missing option '(.+?)'.*", r"缺少选项 \1"),
    (r"No such option: (\S+).*", r"没有选项 \1"),
    (r"No such command '(.+?)'.*", r"没有命令 \1"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多余的参数 \1"),
    (r"Option '(.+?)' requires an argument.*", r"选项 \1 后面缺内容"),
    (r"Invalid value for '?(.+?)'?: .*", r"\1 的值不合要求"),
)


def main() -> None:
    """Entry point of `cityplan`; ends with an exit code, never with a user's traceback."""
    os.environ.update(QUIET)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:  # else the interpreter tries once more and ends with a code of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or FAULT
    raise SystemExit(code)


def run(argv: list[str]) -> int:
    """Run one command line; the exit code (0 good, 1 refused, 2 usage, 3 system fault)."""
    try:
        code = _call(take_options(argv))
        sys.stdout.flush()  # what cannot be told is found here, not when the interpreter ends
    except UserError as error:
        return complain(error)
    except OSError as error:
        murmur(said("fault", error=error))
        return FAULT
    except KeyboardInterrupt:
        return USAGE
    return code


def _call(argv: list[str]) -> int:
    import typer
    from typer.exceptions import TyperException

    from flows.cli.commands import app

    try:
        code = typer.main.get_command(app)(argv or ["--help"], "cityplan", standalone_mode=False)
    except TyperException as error:
        message = error.format_message()
        what = message if OPTIONS.lang == "en" else _in_chinese(message)
        raise UsageError(what.removesuffix("."), cure=said("usage.help")) from error
    except typer.Abort:
        return USAGE
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return int(code or 0)


def _in_chinese(message: str) -> str:
    for pattern, words in _CHINESE:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message
