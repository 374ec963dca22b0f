"""Lines of the log: whole, in order, nobody's but ours, and without a secret."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest

from desk import logs
from desk.settings import Settings

FORGED = 'x\r\n{"level": "error", "message": "forged"}\u2028\u202egnp\x1b[2Jx'
CANARIES = {
    "secret_key": "kanarie-1-0f3a91c7d5e84b26a1d0c9f8e7b6",
    "data_key": "kanarie-2-geheim",
    "database_url": "postgresql+psycopg://cityplan:kanarie%403@127.0.0.1/cityplan",
    "alert_urls": "wecombot://kanarie-4,mailtos://u:kanarie-5@mail.example.gov.cn",
}


@pytest.fixture
def clean_logging() -> object:
    """The root logger as it was, whatever a test makes of it."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield None
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)
    logs.begin("", "")


def written(settings: Settings) -> list[str]:
    stream = io.StringIO()
    logs.start(settings, stream)
    logs.begin("r1", "10.0.0.7")
    logs.known("市政科经办人")
    log = logging.getLogger("dashboards.guard")
    log.warning("refused %s", FORGED)
    log.error("url %s key %s", settings.database_url, settings.secret_key)
    try:
        raise ValueError(f"{FORGED} kanarie@3 {settings.alert_urls}")
    except ValueError as fault:
        log.error("fault", exc_info=fault)
    return stream.getvalue().splitlines()


@pytest.mark.usefixtures("clean_logging")
def test_a_line_of_json_says_when_whose_and_what_and_nothing_forged_begins_one() -> None:
    lines = written(Settings(log_format="json", **CANARIES))
    assert len(lines) == 3
    first, _, fault = (json.loads(one) for one in lines)
    assert first["time"].endswith("+00:00") and first["local"].endswith("+08:00")
    assert (first["level"], first["logger"]) == ("warning", "dashboards.guard")
    whose = [first[name] for name in ("request", "post", "address")]
    assert whose == ["r1", "市政科经办人", "10.0.0.7"]
    assert first["message"] == "refused " + FORGED  # written out, and read again as it came
    assert "Traceback" in fault["error"]
    assert not re.search("[\x00-\x1f\u2028\u202e]", "".join(lines))


@pytest.mark.usefixtures("clean_logging")
def test_lines_for_a_terminal_cannot_be_forged_either() -> None:
    lines = written(Settings(log_format="text", **CANARIES))
    begun = [one for one in lines if not one.startswith("    | ")]
    assert len(begun) == 3
    head = re.compile(r"20\d\d-\S+\+08:00 (warning|error) dashboards\.guard \[r1 ")
    assert all(head.match(one) for one in begun)
    assert not re.search("[\x00-\x1f\u2028\u202e]", "".join(lines))


@pytest.mark.usefixtures("clean_logging")
@pytest.mark.parametrize("kind", ["json", "text"])
def test_no_secret_of_the_settings_stands_in_a_line(kind: str) -> None:
    text = "\n".join(written(Settings(log_format=kind, **CANARIES)))
    assert "kanarie" not in text
    assert text.count(logs.HIDDEN) >= 3
