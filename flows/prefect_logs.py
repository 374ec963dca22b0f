"""What Prefect's own processes write down, in the same lines as ours.

Prefect takes the class from PREFECT_LOGGING_FORMATTERS_JSON_CLASS at its import, before any flow;
nothing here imports Prefect.
"""

from __future__ import annotations

import sys

from desk.logs import Lines, secrets_of
from desk.settings import Settings, load_settings


class JsonLines(Lines):
    """One JSON a record, without the settings' secrets; made as `logging.config` makes one."""

    def __init__(
        self, _format: str | None = None, _dates: str | None = None, _style: str = "%"
    ) -> None:
        super().__init__(tuple(secrets_of(load_settings())))


def asked(settings: Settings) -> dict[str, str]:
    """What Prefect is told where lines are to be JSON: asked for, or nobody reads a terminal."""
    wanted = settings.log_format
    if not (wanted == "json" or (wanted == "auto" and not sys.stderr.isatty())):
        return {}
    return {
        "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
        "PREFECT_LOGGING_FORMATTERS_JSON_CLASS": f"{__name__}.{JsonLines.__name__}",
        "PREFECT_LOGGING_COLORS": "false",
    }
