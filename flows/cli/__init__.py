"""The command line: the same desk functions, without Prefect.

Only typer is imported here; every command imports what it needs when it runs, so that
`cityplan --help` stays quick.
"""

from __future__ import annotations

import os
import sys

from flows.cli.output import FAULT, USAGE, complain, murmur, said, take_options
from flows.cli.usage import command_named, explained, with_reason
from observations.errors import UserError

# Telemetry is off before anything that phones home can be imported.
QUIET = {
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}


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
        code = _call(with_reason(take_options(argv)))
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

    tree = typer.main.get_command(app)
    try:
        code = tree(argv or ["--help"], "cityplan", standalone_mode=False)
    except TyperException as error:
        raise explained(error, error.format_message(), command_named(tree, argv)) from error
    except typer.Abort:
        return USAGE
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return int(code or 0)
