"""A database that is away: every address says so, and answers again by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.app import create_app
from tests.dashboards.visitor import HERE, Visitor
from tests.desk import hall as halls
from tests.postgres import cluster


def test_while_the_database_is_away_every_door_says_so_and_then_opens_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with cluster(("max_connections=30",)) as server:
        hall = halls.build(tmp_path, server.url)
        visitor = Visitor(create_app(hall.desk))
        token = {"Authorization": "Bearer nobody"}
        server.stop()
        for answer in (
            visitor.get("/readyz"),
            visitor.post("/login", {"post": "住建局调度岗", "password": "x" * 12}, HERE),
            visitor.ask("POST", "/api/v1/submissions", data=b"x", headers=token),
        ):
            assert answer.status_code == 503, (answer.request.path, answer.text)
            assert "数据库暂时连不上" in answer.text
        assert "Traceback" not in caplog.text
        server.start()
        assert visitor.get("/healthz").status_code == 200
        assert visitor.get("/readyz").text == "not ready\n"
        assert (
            visitor.ask("POST", "/api/v1/submissions", data=b"x", headers=token).status_code == 401
        )
        hall.desk.ledger.close()
