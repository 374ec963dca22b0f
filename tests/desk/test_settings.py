"""Settings refuse what is unsafe, in words."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desk.settings import Settings, load_settings
from observations.errors import UserError

GOOD = "correct horse battery staple 0123456789"


@pytest.mark.parametrize("weak", ["s" * 40, "short", "changeme" * 5, "abcabcabc" * 5])
def test_a_guessable_session_key_refuses_to_start(
    monkeypatch: pytest.MonkeyPatch, weak: str
) -> None:
    monkeypatch.setenv("CITYPLAN_SECRET_KEY", weak)
    with pytest.raises(UserError, match="CITYPLAN_SECRET_KEY") as told:
        load_settings()
    assert weak not in str(told.value)


def test_a_random_session_key_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITYPLAN_SECRET_KEY", GOOD)
    assert load_settings().secret() == GOOD.encode()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"too short", b"x" * 64, b"\n" * 64])
def test_a_key_file_that_holds_no_key_refuses_to_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(UserError, match="为空、过短或不是随机串"):
        Settings(home=tmp_path).secret()
    path.unlink()
    assert len(Settings(home=tmp_path).secret()) >= 32


def test_a_key_file_that_others_can_read_refuses_to_start(tmp_path: Path) -> None:
    Settings(home=tmp_path).secret()
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(UserError, match="可被他人读取"):
        Settings(home=tmp_path).secret()


def test_of_many_first_starts_all_get_the_same_key_and_leave_nothing_else(tmp_path: Path) -> None:
    for number in range(20):
        home = tmp_path / str(number)
        settings = Settings(home=home)
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _, s=settings: s.secret(), range(8)))
        assert len(found) == 1
        assert [path.name for path in home.iterdir()] == ["secret.key"]
        assert (home / "secret.key").stat().st_mode & 0o777 == 0o600


def test_no_secret_stands_in_what_is_printed_of_the_settings(tmp_path: Path) -> None:
    secrets = {
        "database_url": "postgresql+psycopg://cityplan:canary-1@127.0.0.1/cityplan",
        "secret_key": "canary-2-0f3a91c7d5e84b26a1d0c9f8e7b6a5d4",
        "data_key": "canary-3",
        "alert_urls": "wecombot://canary-4",
        "alert_recipients": "desk=canary-5@example.gov.cn",
    }
    settings = Settings(home=tmp_path, **secrets)
    assert "canary" not in repr(settings) + str(settings)
    assert settings.alert_urls == secrets["alert_urls"]


def test_a_secret_may_come_as_a_file_that_the_service_manager_hands_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cityplan_secret_key").write_text(f"{GOOD}\n", "utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load_settings().secret() == GOOD.encode()
    (tmp_path / "cityplan_secret_key").write_text("short", "utf-8")
    with pytest.raises(UserError, match="CITYPLAN_SECRET_KEY"):
        load_settings()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "none"))
    assert load_settings().secret_key == ""
