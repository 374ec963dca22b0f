"""Our own Prefect server: `python -m flows.prefect_server`, told by its environment.

Prefect 3.8.8 and 3.9.0 cannot schedule anything under SQLAlchemy 2.1: the rows they insert for
scheduled runs carry the hybrid property `state`, and 2.1 refuses a hybrid in a bulk insert
without a `bulk_dml` function ("please supply a bulk_dml decorated function"). Prefect 3.9.1 leaves
the key out; until the lock can hold it, the function SQLAlchemy asks for is supplied here and
does the same. The state itself is inserted by Prefect's next statement, in every version.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flows.prefect_env import quiet


def main() -> None:
    """Serve until SIGTERM; address and port come from Prefect's own settings."""
    quiet()
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    let_runs_be_scheduled()
    chosen = get_current_settings().server
    uvicorn.run(
        create_app(final=True),
        host=chosen.api.host,
        port=chosen.api.port,
        timeout_keep_alive=chosen.api.keepalive_timeout,
        ws_ping_interval=chosen.api.websocket_ping_interval,
        ws_ping_timeout=chosen.api.websocket_ping_timeout,
        log_level="warning",
    )


def let_runs_be_scheduled() -> None:
    """Supply the function that SQLAlchemy 2.1 misses on `FlowRun.state`."""
    from prefect.server.database.orm_models import FlowRun

    state: Any = FlowRun.__mapper__.all_orm_descriptors["state"]
    if getattr(state, "bulk_dml_setter", None) is None:
        state.inplace.bulk_dml(_leave_out)


def _leave_out(_table: type[Any], row: MutableMapping[str, Any], _state: object) -> None:
    """The state lives in a table of its own."""
    del row["state"]


if __name__ == "__main__":
    main()
