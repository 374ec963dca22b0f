"""What must not be served says so in one line with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.safe_start import require_safe
from desk.settings import Settings, load_settings
from observations.errors import UserError


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "DASH_DEBUG", "WERKZEUG_DEBUG_PIN"])
def test_debugging_refuses_to_start(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path)
    for off in ({}, {name: "0"}, {name: " False "}):
        require_safe(settings, off, demo=False)
    with pytest.raises(UserError, match=f"{name} 打开了调试"):
        require_safe(settings, {name: "1"}, demo=True)


@pytest.mark.parametrize(
    ("mode", "demo", "word"),
    [(0o755, False, "读取"), (0o750, False, "读取"), (0o770, False, "写入"), (0o777, True, "写入")],
)
def test_a_home_open_to_others_refuses_to_start(
    tmp_path: Path, mode: int, demo: bool, word: str
) -> None:
    settings = Settings(home=tmp_path)
    settings.secret()
    tmp_path.chmod(mode)
    with pytest.raises(UserError, match=f"可被他人{word}") as told:
        require_safe(settings, {}, demo=demo)
    assert "chmod 700" in told.value.cure
    tmp_path.chmod(0o755 if demo else 0o700)
    require_safe(settings, {}, demo=demo)


@pytest.mark.parametrize("wrong", ["proxy.example.gov.cn", "10.0.0.0/99", "0.0.0.0/0", "::/0"])
def test_a_proxy_that_is_none_or_everybody_is_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("CITYPLAN_TRUSTED_PROXY", wrong)
    with pytest.raises(UserError, match="CITYPLAN_TRUSTED_PROXY"):
        load_settings()
