"""The doctor names what is wrong with the machine and what to do; it never falls itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from desk.accounts import operator
from desk.backup import back_up
from desk.doctor import LOCK, examined, packages
from desk.handle import SHANGHAI
from desk.settings import Settings
from desk.setup import start
from desk.views.readiness_point import Check
from tests.desk.hall import Hall


def points(settings: Settings) -> dict[str, Check]:
    return {one.title: one for one in examined(settings, operator())}


def test_every_point_of_a_sound_installation_is_told_and_the_worker_that_is_away(
    one_hall: Hall,
) -> None:
    one_hall.desk.settings.home.chmod(0o700)
    found = points(one_hall.desk.settings)
    sound = {"台账", "时钟", "目录与环境", "积压", "链头文件", "会话密钥", "HTTPS"}
    assert {title for title, one in found.items() if one.state == "ready"} >= sound
    away = found["核验进程"]
    assert (away.state, away.step and away.step.command) == ("missing", "cityplan serve")


def test_a_backup_is_missed_until_it_is_made(one_hall: Hall) -> None:
    assert points(one_hall.desk.settings)["备份"].state == "missing"
    back_up(one_hall.desk, operator(), one_hall.folder / "a.zip")
    made = points(one_hall.desk.settings)["备份"]
    assert "最近一次备份于" in made.found


def test_a_clock_behind_the_record_a_home_open_to_others_and_debugging_are_named(
    tmp_path: Path, monkeypatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    start(settings, "real", lambda: datetime(2999, 1, 1, tzinfo=SHANGHAI))
    assert points(settings)["时钟"].state == "missing"
    assert points(settings)["目录与环境"].state == "ready"
    settings.home.chmod(0o755)
    assert "可被他人读取" in points(settings)["目录与环境"].found
    settings.home.chmod(0o700)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert "FLASK_DEBUG" in points(settings)["目录与环境"].found
    (settings.home / "heads").mkdir(exist_ok=True)
    (settings.home / "heads" / "2024-01-01.json").write_text("{", "utf-8")
    broken = points(settings)["链头文件"]
    assert broken.state == "attention"
    assert any("2024-01-01.json" in one for one in broken.lacking)


def test_a_record_that_does_not_open_is_one_point_and_the_machine_is_still_looked_at(
    tmp_path: Path,
) -> None:
    found = points(Settings(home=tmp_path / "none"))
    assert (found["台账"].state, found["台账"].step and found["台账"].step.words) == (
        "missing",
        "先运行 cityplan init",
    )
    assert found["磁盘"].found
    assert "依赖" in found


def test_a_package_of_another_version_than_the_locked_one_is_named(tmp_path: Path) -> None:
    assert packages(LOCK).state == "ready", packages(LOCK).lacking
    lock = tmp_path / "requirements.lock"
    text = LOCK.read_text("utf-8")
    line = next(one for one in text.splitlines() if one.startswith("alembic=="))
    lock.write_text(text.replace(line, "alembic==0.0.1 \\"), "utf-8")
    found = packages(lock)
    assert (found.state, len(found.lacking)) == ("attention", 1)
    assert found.lacking[0].startswith("alembic ")
