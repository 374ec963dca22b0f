"""The web application for gunicorn, found by name: flows never import dashboards."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from desk import logs
from desk.handle import open_desk
from desk.safe_start import require_safe
from desk.settings import load_settings

APPLICATION = ("dashboards.app", "create_server")


def server() -> Any:
    """The WSGI application over this installation's desk, warm before the first request."""
    module, name = APPLICATION
    settings = load_settings()
    logs.start(settings)
    desk = open_desk(settings, "web")
    require_safe(settings, os.environ, demo=desk.is_demo)
    return getattr(import_module(module), name)(desk)
