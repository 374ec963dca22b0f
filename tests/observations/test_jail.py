"""The jail reads a stranger's file and outlives it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from observations.jail import Jail
from observations.jail_child import Limits
from observations.spool import spool
from tests.observations import files
from tests.observations.forms import form_file


@pytest.fixture
def form(tmp_path):
    return spool(form_file(tmp_path / "form.xlsx"), "报表.xlsx", tmp_path / "spool")


@pytest.fixture
def far(tmp_path):
    return spool(files.far_corner(), "远角.xlsx", tmp_path / "spool")


def rules(report):
    return [finding.rule for finding in report.findings]


def gone(pid):
    """True when no process has this id, a zombie counting as one that is there."""
    return not Path(f"/proc/{pid}").exists()


def test_two_hundred_reads_are_served_by_one_child(form):
    with Jail() as jail:
        jail.read(form)
        first = jail.child_pid
        assert all(not rules(jail.read(form)) for _ in range(200))
        assert jail.child_pid == first is not None


def test_the_far_corner_kills_the_child_and_nothing_else(far, form):
    with Jail() as jail:
        assert rules(jail.read(far)) == ["file.killed"]
        assert [sheet.name for sheet in jail.read(form).sheets] == ["填报", "口径", "_layout"]


def test_the_finding_of_a_killed_child_says_what_to_do_in_chinese(far):
    with Jail() as jail:
        (finding,) = jail.read(far).findings
    assert "《远角.xlsx》" in finding.message
    assert "XFD1048576" in finding.expected


def test_a_child_killed_while_idle_is_replaced_without_a_finding(form):
    with Jail() as jail:
        jail.read(form)
        first = jail.child_pid
        os.kill(first, signal.SIGKILL)
        wait_until_dead(first)
        assert rules(jail.read(form)) == []
        assert jail.child_pid != first
        assert gone(first)


def test_what_was_begun_is_read_by_the_same_child(form, tmp_path):
    other = spool(b"a,b\n1,2\n", "二.csv", tmp_path / "spool")
    with Jail() as jail:
        jail.read(form)
        first = jail.child_pid
        jail.begin(other)
        assert [sheet.texts.height for sheet in jail.read(other).sheets] == [4]
        assert rules(jail.read(other)) == []
        assert jail.child_pid == first


def test_a_file_begun_but_not_asked_for_is_dropped(form, far, tmp_path):
    other = spool(b"a,b\n1,2\n", "二.csv", tmp_path / "spool")
    with Jail() as jail:
        jail.begin(other)
        first = jail.child_pid
        assert [sheet.name for sheet in jail.read(form).sheets] == ["填报", "口径", "_layout"]
        assert gone(first)
        jail.begin(far)
        assert jail.work("read", form, {"cells": 1000})[0]["kind"] == "xlsx"
        assert rules(jail.read(far)) == ["file.killed"]


def test_what_is_wrong_with_a_file_begun_is_said_when_it_is_read(form, far):
    absent = replace(form, path=form.path.with_name("none"))
    with Jail() as jail:
        jail.begin(absent)
        assert rules(jail.read(absent)) == ["file.original_missing"]
        jail.begin(far)
        assert rules(jail.read(far)) == ["file.killed"]
        jail.begin(form)
        os.kill(jail.child_pid, signal.SIGKILL)
        wait_until_dead(jail.child_pid)
        assert rules(jail.read(form)) in ([], ["file.killed"])  # it may have answered before
        assert rules(jail.read(form)) == []


def wait_until_dead(pid):
    status = Path(f"/proc/{pid}/stat")
    for _ in range(200):
        if status.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.01)
    raise AssertionError("still alive")


def test_a_stopped_child_meets_the_wall_clock(form):
    with Jail(Limits(wall=1.5)) as jail:
        jail.read(form)
        first = jail.child_pid
        os.kill(first, signal.SIGSTOP)
        assert rules(jail.read(form)) == ["file.killed"]
        assert gone(first)
        assert rules(jail.read(form)) == []


def test_a_child_out_of_memory_is_a_finding(tmp_path, form):
    wide = "\n".join("数," * 900 for _ in range(15_000)).encode()
    source = spool(wide, "大.csv", tmp_path / "spool")
    with Jail(Limits(memory=150_000_000)) as jail:
        assert rules(jail.read(source)) in (["file.killed"], ["file.damaged"])
        assert rules(jail.read(form)) == []


def test_a_busy_child_meets_its_processor_limit(tmp_path, form):
    quoted = '"二""三"' * 8
    lines = f"{quoted},{quoted},{quoted},{quoted}\n" * 190_000  # few cells, much to unquote
    source = spool(lines.encode(), "长.csv", tmp_path / "spool")
    with Jail(Limits(memory=4 << 30, cpu=0)) as jail:
        assert rules(jail.read(source)) == ["file.killed"]
        assert rules(jail.read(form)) == []


def test_a_dead_server_is_started_again(form):
    with Jail() as jail:
        jail.read(form)
        server = jail._server
        server.kill()
        server.wait()
        assert rules(jail.read(form)) in ([], ["file.killed"])
        assert rules(jail.read(form)) == []


def test_leaving_the_jail_leaves_no_process(form):
    with Jail() as jail:
        jail.read(form)
        pids = (jail.child_pid, jail._server.pid)
    assert all(gone(pid) for pid in pids)


def test_threads_take_turns(form):
    with Jail() as jail:
        seen = []
        threads = [
            threading.Thread(target=lambda: seen.append(len(jail.read(form).sheets)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == [3] * 8


def test_the_child_imports_neither_polars_nor_a_room_above():
    code = (
        "import observations.jail_child, sys;"
        "heavy = {'polars', 'pandas', 'numpy', 'pyarrow', 'targets', 'ledger'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_child_cannot_write_a_file(form):
    with Jail() as jail:
        jail.read(form)
        limits = Path(f"/proc/{jail.child_pid}/limits").read_text()
    lines = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert lines["Max file size"] == "0"
    assert lines["Max address space"] == str(1 << 30)
    assert lines["Max core file size"] == "0"


def test_a_file_beyond_the_size_limit_is_not_opened(tmp_path):
    source = spool(b"x" * 2_000_000, "大.csv", tmp_path / "spool")
    with Jail(most_bytes=1_048_576) as jail:
        assert rules(jail.read(source)) == ["file.too_large"]


def test_an_original_gone_from_the_archive_is_a_finding_of_its_own(form):
    form.path.parent.chmod(0o755)
    form.path.unlink()
    with Jail() as jail:
        assert rules(jail.read(form)) == ["file.original_missing"]
        form.path.mkdir()
        assert rules(jail.read(form)) == ["file.original_missing"]


def test_a_server_that_dies_before_the_fork_is_replaced_and_the_file_read(form):
    with Jail() as jail:
        jail._server.kill()  # not yet reaped when the fork is asked for
        assert rules(jail.read(form)) == []


def test_a_stuck_server_meets_the_patience_and_is_replaced(form):
    with Jail(patience=3) as jail:
        jail.read(form)
        child, server = jail.child_pid, jail._server.pid
        os.kill(child, signal.SIGKILL)
        wait_until_dead(child)
        os.kill(server, signal.SIGSTOP)
        assert rules(jail.read(form)) == []
        assert gone(server)


def test_a_server_that_never_starts_is_a_finding(form, monkeypatch):
    with Jail() as jail:
        monkeypatch.setattr(sys, "executable", "/bin/false")
        jail._server.kill()
        assert rules(jail.read(form)) == ["file.killed"]
        monkeypatch.undo()
        assert rules(jail.read(form)) == []


LYING_CHILD = """
import json, socket, struct, sys
control, answer = socket.socket(fileno=int(sys.argv[1])), sys.argv[2].encode()
_, fds, _, _ = socket.recv_fds(control, 64, 1)
control.send(b"1")
jobs = socket.socket(fileno=fds[0])
jobs.sendall(b"s")
socket.recv_fds(jobs, 64, 1)
jobs.sendall(struct.pack("!QQ", len(answer), 0) + answer)
while request := control.recv(64):
    control.send(b"0")
"""
SHEET = '{"name": "a", "hidden": false, "height": %s, "width": 1, "texts": [[], [], [], []]}'


@pytest.mark.parametrize(
    "answer",
    [
        '{"kind": "xlsx", "sheets": [' + SHEET % "Infinity" + "]}",
        '{"kind": "xlsx", "sheets": [' + SHEET % "1e400" + "]}",
        '{"kind": "xlsx", "sheets": [' + SHEET % ("9" * 400) + "]}",
        "[" * 50_000,
        '{"sheets": ' + "[" * 50_000,
        '{"kind": [], "sheets": []}',
        '{"kind": "xlsx"}',
        '{"rule": []}',
        '{"rule": "row.made_up"}',
        '{"rule": "file.damaged", "detail": {}}',
        "{}",
    ],
    ids=range(11),
)
def test_a_child_that_lies_is_a_finding(form, answer):
    """The child taken over by a file: a program of ours answers in its place."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        taken = subprocess.Popen(
            [sys.executable, "-c", LYING_CHILD, str(theirs.fileno()), answer],
            pass_fds=(theirs.fileno(),),
        )
    ours.settimeout(10)
    jail = Jail()
    jail._server, jail._control = taken, ours
    try:
        assert rules(jail.read(form)) == ["file.damaged"]
    finally:
        jail.__exit__(None, None, None)


def test_work_answers_as_the_job_does(form):
    with Jail() as jail:
        answer, blob = jail.work("read", form, {"cells": 1000})
    assert answer["kind"] == "xlsx"
    assert len(blob) % 8 == 0


def test_work_on_a_bad_file_is_a_finding_like_that_of_read(far, tmp_path):
    broken = spool(b"PK\x03\x04", "坏.xlsx", tmp_path / "spool")
    with Jail() as jail:
        for source in (far, broken):
            assert jail.work("read", source, {"cells": 1000}) == jail.read(source).findings[0]


def test_a_job_nobody_knows_and_an_argument_without_end_are_our_own_mistakes(form):
    with Jail() as jail:
        with pytest.raises(KeyError):
            jail.work("steal", form, {})
        with pytest.raises(ValueError, match="too long"):
            jail.work("read", form, {"cells": "9" * 17_000_000})
        assert jail.work("read", form, {"cells": 1000})[0]["kind"] == "xlsx"


def test_a_parent_that_dies_with_an_answer_unread_leaves_no_child_and_no_traceback() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    mine, childs = socket.socketpair()
    with ours, theirs, mine, childs:
        words = [sys.executable, "-m", "observations.jail_child", str(theirs.fileno()), "{}"]
        server = subprocess.Popen(words, pass_fds=(theirs.fileno(),), stderr=subprocess.PIPE)
        theirs.close()
        socket.send_fds(ours, [b"fork"], [childs.fileno()])
        childs.close()
        pid = int(ours.recv(64, socket.MSG_PEEK))
        ours.close()
        said = server.communicate(timeout=30)[1]
    assert (server.returncode, said) == (0, b"")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
