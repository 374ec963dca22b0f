"""The web application for gunicorn, found by name: flows never import dashboards."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from desk.handle import open_desk
from desk.settings import load_settings

APPLICATION = ("dashboards.app", "create_server")


def server() -> Any:
    """The WSGI application over this installation's desk, warm before the first request."""
    module, name = APPLICATION
    return getattr(import_module(module), name)(open_desk(load_settings()))
