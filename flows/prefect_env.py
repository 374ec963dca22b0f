"""What Prefect's processes are told before they import Prefect: quiet, local, JSON, nothing kept.

Prefect reads its settings at import, so the environment has to be right before that. Nothing
here imports Prefect.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from observations.errors import UserError

# Off before import: no telemetry, no questions to hosts outside, no pickles, no kept results.
QUIET: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "cityplan",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # a flow's logic runs without one too
}

# The server listens on loopback; its pages ask nobody but itself.
SERVER: Mapping[str, str] = {
    "PREFECT_SERVER_API_HOST": "127.0.0.1",
    "PREFECT_SERVER_UI_API_URL": "/api",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # Finished runs would otherwise stay for ever; our own ledger is the memory.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": '["events","flow_runs"]',
}

_KEY_FILE = "auth.key"


def quiet() -> None:
    """Set `QUIET` in this process; what the administrator has set himself stays."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def client_environment(home: Path, api_url: str) -> dict[str, str]:
    """For everything that talks to a Prefect server at `api_url`, under `home` (absolute)."""
    return {**QUIET, "PREFECT_HOME": str(home), "PREFECT_API_URL": api_url}


def server_environment(home: Path, port: int) -> dict[str, str]:
    """For our own server and its clients: its home, its database, its password.

    The database is Prefect's own file in `home` unless the administrator names another; it is
    never ours.
    """
    origin = f"http://127.0.0.1:{port}"
    password = server_password(home)
    return {
        **client_environment(home, f"{origin}/api"),
        **SERVER,
        # It copies its pages before it shows them, by default into the program, where it may not.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "pages"),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": origin,
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_API_AUTH_STRING": password,
    }


def server_password(home: Path) -> str:
    """`user:password` of our own server, made once, readable by its owner only.

    Loopback keeps strangers out, not the other accounts and browser pages of this machine.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / _KEY_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"cityplan:{secrets.token_urlsafe(32)}", encoding="ascii")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UserError(f"密钥文件 {path.name} 可被他人读取", cure="执行 chmod 600 后再启动")
    return path.read_text(encoding="ascii")
