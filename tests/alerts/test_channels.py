"""Channels: addresses that are refused, and a file that is never torn."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from alerts.addresses import Guard, allowed_networks
from alerts.channels import FileChannel, NotTaken, channels_from
from alerts.compose import Message
from observations.errors import UserError
from tests.alerts.receiver import receiving

MESSAGE = Message(
    key="k1", kind="late", severity="warning", title="报表逾期未报:测试局", lines=("一行",),
    path="/report", demo=False, facts=("1-1",),
)  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "169.254.169.254",
        "::ffff:169.254.169.254", "fe80::1%lo", "fd00:ec2::254", "10.1.2.3", "172.16.0.9",
        "192.168.1.1", "100.64.0.1", "0.0.0.0", "::", "224.0.0.1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused_without_an_allow_list(address: str) -> None:
    assert not Guard().allows(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert Guard().allows(address)


def test_an_allow_list_opens_exactly_its_networks() -> None:
    guard = Guard(allowed_networks(["10.1.0.0/16", "hooks.example.org"]))
    assert guard.allows("10.1.9.9")
    assert not guard.allows("10.2.0.1")
    assert not guard.allows("127.0.0.1")


def test_a_listed_name_may_be_inside_but_never_link_local() -> None:
    guard = Guard(by_name=True)
    assert guard.allows("10.2.0.1")
    assert not guard.allows("169.254.169.254")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433"])
def test_a_hook_on_this_machine_gets_no_packet_without_leave(host: str) -> None:
    with receiving() as receiver:
        (channel,) = channels_from(f"json://{host}:{receiver.port}/")
        with pytest.raises(NotTaken):
            channel.send(MESSAGE)
    assert receiver.requests == []


def test_a_refused_address_is_named() -> None:
    with receiving() as receiver:
        (channel,) = channels_from(receiver.url)
        with pytest.raises(NotTaken, match=r"地址 127\.0\.0\.1 不在准许名单内"):
            channel.send(MESSAGE)


def test_a_listed_host_name_is_let_through() -> None:
    with receiving() as receiver:
        (channel,) = channels_from(f"json://localhost:{receiver.port}/", "localhost")
        channel.send(MESSAGE)
    assert [b["key"] for b in receiver.requests] == ["k1"]


def test_other_connections_of_the_process_are_not_watched() -> None:
    with receiving() as receiver:
        (channel,) = channels_from(receiver.url)
        with pytest.raises(NotTaken):
            channel.send(MESSAGE)
        socket.create_connection(("127.0.0.1", receiver.port), timeout=2).close()


@pytest.mark.parametrize(
    "address", ["gopher://x", "pickle", "file://relative.jsonl", "json://", "json://h:99999/"]
)
def test_an_unusable_address_is_a_users_mistake_and_is_not_repeated(address: str) -> None:
    with pytest.raises(UserError) as mistake:
        channels_from(f"file:///var/x,{address}")
    assert "第 2 个" in str(mistake.value)
    assert address not in str(mistake.value)


def test_no_addresses_are_no_channels() -> None:
    assert channels_from("") == ()


def test_a_file_holds_one_line_a_message_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "alerts.jsonl"
    channel = FileChannel(path)
    channel.send(MESSAGE)
    channel.send(MESSAGE)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["key"] for line in lines] == ["k1", "k1"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text('{"key": "to', "utf-8")
    FileChannel(path).send(MESSAGE)
    assert json.loads(path.read_text("utf-8").splitlines()[1])["key"] == "k1"


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    FileChannel(path).send(MESSAGE)
    whole = path.read_bytes()
    script = (
        "import resource,signal,sys; from pathlib import Path;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(whole) + 20}, {len(whole) + 20}));"
        "from tests.alerts.test_channels import MESSAGE; from alerts.channels import *;"
        "\ntry: FileChannel(Path(sys.argv[1])).send(MESSAGE)"
        "\nexcept NotTaken as refusal: print(refusal)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert "预警文件写不进去" in done.stdout
    assert path.read_bytes() == whole
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
