"""Fixtures shared by every room's tests."""

from __future__ import annotations

from tests.databases import database_url, ledger, postgres_server, postgres_url

__all__ = ["database_url", "ledger", "postgres_server", "postgres_url"]
