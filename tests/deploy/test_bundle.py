"""The bundle's installer refuses what it must, in words, and leaves nothing behind.

The whole way, from making a bundle to a page of the demo without a network, with upgrades that
fail, are killed and are rolled back, is `python -m deploy.bundle.prove`: minutes, and a gigabyte.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.bundle import make, wheels
from deploy.documents import LINK
from desk.accounts import operator
from desk.backup import back_up
from desk.data_key import data_key, destroyed, note_destroyed, path_of
from desk.handle import open_desk
from desk.settings import Settings
from desk.setup import start

ROOT = Path(__file__).resolve().parents[2]
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
FITTING = {
    "NAME": "1.0-20260101-abcdef0",
    "PYTHON": HERE,
    "MACHINE": platform.machine(),
    "GLIBC": "2.17",
    "NEEDS_MB": "10",
}


def a_bundle(folder: Path, **other: str) -> Path:
    """A sealed bundle with the real installer, one file in place of the wheels."""
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "one-1.0-py3-none-any.whl").write_bytes(b"contents")
    facts = FITTING | other
    (folder / make.FACTS).write_text("".join(f"{n}={v}\n" for n, v in facts.items()), "utf-8")
    shutil.copyfile(make.HERE / "install.sh", folder / "install.sh")
    make.seal(folder)
    return folder


def installed(bundle: Path, *words: str, expect: int = 1) -> str:
    command = ["bash", str(bundle / "install.sh"), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_whole_bundle_that_fits_this_machine_is_said_to(tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path / "bundle")
    assert FITTING["NAME"] in installed(bundle, "check", "--python", sys.executable, expect=0)


@pytest.mark.parametrize(
    "facts, said",
    [
        ({"PYTHON": "3.99"}, f"是 Python {HERE},这个安装包只配 Python 3.99"),
        ({"MACHINE": "riscv128"}, "这个安装包只配 riscv128"),
        ({"GLIBC": "99.0"}, "早于安装包要的 glibc 99.0"),
        ({"NEEDS_MB": "999999999"}, "要 999999999 MB"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_cure_before_anything_is_written(
    tmp_path: Path, facts: Mapping[str, str], said: str
) -> None:
    bundle, target = a_bundle(tmp_path / "bundle", **facts), tmp_path / "opt"
    words = installed(bundle, "install", str(target), "--python", sys.executable)
    assert said in words and "怎样办:" in words
    assert not target.exists()


def test_a_damaged_or_missing_file_of_the_bundle_is_named(tmp_path: Path) -> None:
    bundle, target = a_bundle(tmp_path / "bundle"), tmp_path / "opt"
    wheel = bundle / "wheels" / "one-1.0-py3-none-any.whl"
    wheel.write_bytes(b"contentz")
    words = installed(bundle, "install", str(target), "--python", sys.executable)
    assert "wheels/one-1.0-py3-none-any.whl 损坏或缺失" in words
    wheel.unlink()
    words = installed(bundle, "install", str(target), "--python", sys.executable)
    assert "wheels/one-1.0-py3-none-any.whl 损坏或缺失" in words
    (bundle / make.SUMS).unlink()
    assert "不是完整的安装包" in installed(bundle, "check")
    assert not target.exists()


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path / "bundle")
    words = installed(bundle, "install", str(tmp_path / "opt"), "--python", "python-of-nobody")
    assert "本机没有 python-of-nobody" in words


def test_a_folder_that_is_not_ours_stays_as_it_is(tmp_path: Path) -> None:
    bundle, theirs = a_bundle(tmp_path / "bundle"), tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept.txt").write_text("kept", "utf-8")
    python = ("--python", sys.executable)
    assert "已有别的东西" in installed(bundle, "install", str(theirs), *python)
    assert [one.name for one in theirs.iterdir()] == ["kept.txt"]
    assert "不是绝对路径" in installed(bundle, "install", "somewhere", *python)
    assert "空格或特殊字符" in installed(bundle, "install", str(tmp_path / "a b"), *python)
    assert "在安装包之内" in installed(bundle, "install", str(bundle / "opt"), *python)
    assert "没有装过 cityplan" in installed(bundle, "rollback", str(tmp_path / "nowhere"))
    assert "用法" in installed(bundle, "uninstall", str(theirs), expect=2)


def test_an_upgrade_waits_for_the_old_programs_to_stop(tmp_path: Path) -> None:
    bundle, target = a_bundle(tmp_path / "bundle"), tmp_path / "opt"
    program = target / "versions" / "old" / "venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.symlink_to(sys.executable)
    (target / "current").symlink_to("versions/old")
    at_work = subprocess.Popen([str(program), "-c", "input()"], stdin=subprocess.PIPE)
    try:
        words = installed(bundle, "install", str(target), "--python", sys.executable)
    finally:
        at_work.communicate(b"\n")
    assert f"还在运行(进程 {at_work.pid})" in words and "systemctl stop" in words


def an_installation(folder: Path) -> Path:
    """A folder as the installer leaves it, its version linked to this very program; its home."""
    version = folder / "versions" / "one"
    (version / "venv").mkdir(parents=True)
    (version / "venv" / "bin").symlink_to(Path(sys.executable).parent)
    for name in ("cityplan.sh", "install.sh"):
        shutil.copyfile(make.HERE / name, version / name)
        (version / name).chmod(0o755)
    (folder / "current").symlink_to("versions/one")
    return folder / "home"


def test_restoring_a_backup_brings_the_data_key_and_the_list_of_who_was_erased_along(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "opt"
    settings = Settings(home=an_installation(folder))
    start(settings, "real")
    kept = data_key(settings)
    desk = open_desk(settings)
    back_up(desk, operator(), tmp_path / "backup.zip")
    desk.ledger.close()
    note_destroyed(settings, ["YJ-2026-0001"])
    words = ("restore", str(folder), str(tmp_path / "backup.zip"))
    told = installed(folder / "current", *words, expect=0)
    assert "data.key" in told and "带来" in told
    assert data_key(settings) == kept and destroyed(settings) == {"YJ-2026-0001"}
    assert path_of(settings).stat().st_mode & 0o777 == 0o600
    aside = next(folder.glob("home.before-restore-*"))
    assert destroyed(Settings(home=aside)) == {"YJ-2026-0001"}
    path_of(settings).unlink()
    assert f"放进 {settings.home}" in installed(folder / "current", *words, expect=0)


def test_a_bundle_holds_what_the_program_needs_and_none_of_the_tools_it_is_tested_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    names = wheels.needed(project["project"]["dependencies"])
    assert {"prefect", "dash", "great-expectations", "polars", "psycopg-binary"} <= names
    assert not names & {"pytest", "mypy", "ruff", "playwright", "schemathesis", "hypothesis"}
    part = wheels.part_of(lock, names)
    pinned = {line.partition("==")[0] for line in part.splitlines() if line[:1].isalnum()}
    assert names <= pinned
    if HERE == "3.11":  # which patch release the target has is not for this machine to say
        assert "async-timeout" in names and "python_full_version" not in part
    assert part.count("--hash=sha256:") >= len(pinned)


def test_a_link_in_a_document_of_the_bundle_leads_to_what_lies_in_it() -> None:
    taken = [ROOT / one for one in make.FROM_COMMIT]
    pages = [one for folder in taken for one in folder.rglob("*.md")]
    assert {ROOT / "docs" / name for name in ("operations.md", "personal-data.md")} <= {*pages}
    away = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text("utf-8"))
        if "://" not in link
        and not any((page.parent / link).resolve().is_relative_to(one) for one in taken)
    ]
    assert away == []


def test_the_command_takes_the_installation_s_settings_and_secrets_and_evaluates_nothing(
    tmp_path: Path,
) -> None:
    version = tmp_path / "versions" / "one"
    (version / "venv").mkdir(parents=True)
    (version / "venv" / "bin").symlink_to(Path(sys.executable).parent)
    shutil.copyfile(make.HERE / "cityplan.sh", version / "cityplan.sh")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret_key").write_text("correct horse battery staple 0123\n", "utf-8")
    lines = ["# settings", "CITYPLAN_IDLE_MINUTES=30", "CITYPLAN_LOGIN_PER_MINUTE=7", "PATH=/none"]
    lines += [f"CITYPLAN_ALERT_ALLOW=$(touch {tmp_path}/run)", "CITYPLAN_BROWSER=none"]
    (tmp_path / "cityplan.env").write_text("\n".join(lines), "utf-8")
    env = {"PATH": os.defpath, "CITYPLAN_LOGIN_PER_MINUTE": "9"}
    command = ["sh", str(version / "cityplan.sh"), "settings", "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    found = {row["name"]: row["value"] for row in json.loads(done.stdout)["settings"]}
    assert found["CITYPLAN_HOME"] == str(tmp_path / "home")
    assert found["CITYPLAN_IDLE_MINUTES"] == 30
    assert found["CITYPLAN_LOGIN_PER_MINUTE"] == 9  # the environment has the last word
    assert found["CITYPLAN_SECRET_KEY"] == "(已设置)"
    assert found["CITYPLAN_BROWSER"] == "none"  # the last line, without an end
    assert found["CITYPLAN_ALERT_ALLOW"].startswith("$(touch")
    assert not (tmp_path / "run").exists()
    assert found["CITYPLAN_BACKUPS"] is None
    (tmp_path / "backups").mkdir()
    for home, backups in ({}, str(tmp_path / "backups")), ({"CITYPLAN_HOME": "/elsewhere"}, None):
        done = subprocess.run(command, env=env | home, capture_output=True, text=True, check=True)
        found = {row["name"]: row["value"] for row in json.loads(done.stdout)["settings"]}
        assert found["CITYPLAN_BACKUPS"] == backups, "another home's backups are not this one's"
