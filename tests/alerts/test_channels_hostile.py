"""Addresses that lead inside, by every way there is; and receivers that never come to an end."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from alerts.addresses import Guard, _current, allowed_networks, guarded
from alerts.channels import Channel, HookChannel, NotTaken, channels_from
from alerts.deliver import deliver
from alerts.transport import Line, Reach, hand_over, plugin
from ledger import facts
from ledger.opening import Ledger
from observations.errors import UserError
from observations.identity import SYSTEM
from tests.alerts.mailbox import mailing
from tests.alerts.receiver import receiving
from tests.alerts.robothost import hosting
from tests.alerts.test_channels import MESSAGE
from tests.alerts.test_deliver import NOW, fact

KINDS: dict[str, Callable[[str, int], str]] = {
    "json": lambda host, port: f"json://{host}:{port}/x",
    "form": lambda host, port: f"form://{host}:{port}/x",
    "xml": lambda host, port: f"xml://{host}:{port}/x",
    "mail": lambda host, port: f"mailto://{host}:{port}/?from=a@example.org&to=b@example.org",
    "wecombot": lambda host, port: f"wecombot://keyofrobot/?at=https://{host}:{port}",
    "dingtalk": lambda host, port: f"dingtalk://keyofrobot/?at=https://{host}:{port}",
    "feishu": lambda host, port: f"feishu://keyofrobot/?at=https://{host}:{port}",
    "lark": lambda host, port: f"lark://keyofrobot/?at=https://{host}:{port}",
}
INSIDE = ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"]


@contextmanager
def listening(answer: bytes = b"") -> Iterator[tuple[int, list[object]]]:
    """A port on all our addresses that counts who comes; it says `answer` byte by byte."""
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        came: list[object] = []
        server.settimeout(0.02)
        over = threading.Event()

        def accept() -> None:
            while not over.is_set():
                try:
                    line, peer = server.accept()
                except TimeoutError:
                    continue
                came.append(peer)
                with line:
                    for one in answer:
                        if over.wait(0.02):
                            break
                        try:
                            line.sendall(bytes([one]))
                        except OSError:
                            break

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], came
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "::7f00:1",
        "168.63.129.16",
        "192.0.0.192",
        "fec0::1",
        "x",
        "",
        "/run/socket",
    ],
)
def test_addresses_in_disguise_and_what_is_none_are_refused(address: str) -> None:
    assert not Guard().allows(address)


@pytest.mark.parametrize(
    "address", ["168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"]
)
def test_a_listed_name_does_not_open_a_clouds_own_service(address: str) -> None:
    assert not Guard(by_name=True).allows(address)
    assert Guard(allowed_networks([address])).allows(address)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", INSIDE)
def test_no_channel_reaches_this_machine_without_leave(kind: str, host: str) -> None:
    with listening() as (port, came):
        try:
            (channel,) = channels_from(KINDS[kind](host, port))
        except UserError:
            return  # refused when it was written
        with pytest.raises(NotTaken):
            channel.send(MESSAGE)
        time.sleep(0.03)
    assert came == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_refused_address_is_named(kind: str) -> None:
    (channel,) = channels_from(KINDS[kind]("169.254.169.254", 80), "10.0.0.0/8")
    with pytest.raises(NotTaken, match=r"地址 169\.254\.169\.254 不在准许名单内"):
        channel.send(MESSAGE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_listed_name_that_turns_to_the_metadata_service_is_refused(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name service that answers well first and badly afterwards (rebinding)."""
    turns = iter(["127.0.0.1", "169.254.169.254"])
    with listening() as (port, came):

        def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(turns), port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        (channel,) = channels_from(KINDS[kind]("hooks.example.org", port), "hooks.example.org")
        with pytest.raises(NotTaken) as good:
            channel.send(MESSAGE)  # it listens, and hangs up
        assert "名单" not in str(good.value)
        with pytest.raises(NotTaken, match=r"169\.254\.169\.254 不在准许名单内"):
            channel.send(MESSAGE)
        time.sleep(0.03)
    assert len(came) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_of_the_environment_is_not_used(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (port, came):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        (channel,) = channels_from(KINDS[kind]("169.254.169.254", 80), "127.0.0.1")
        with pytest.raises(NotTaken, match=r"169\.254\.169\.254 不在准许名单内"):
            channel.send(MESSAGE)
        time.sleep(0.03)
    assert came == []


def test_passwords_of_the_environment_are_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login clerk password geheim\n", "utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with receiving() as receiver:
        channels_from(receiver.url, "127.0.0.1")[0].send(MESSAGE)
    assert "Authorization" not in receiver.headers[0]


@pytest.mark.parametrize("kind", ["json", "form", "xml"])
def test_nobody_can_ask_for_redirects_or_unchecked_certificates(kind: str) -> None:
    with receiving(lambda number: "redirect") as receiver:
        (channel,) = channels_from(f"{receiver.url}?redirect=yes&rto=60&retry=3", "127.0.0.1")
        with pytest.raises(NotTaken, match=r"不跟随|307"):
            channel.send(MESSAGE)
    assert len(receiver.requests) == 1
    with pytest.raises(UserError, match="TLS"):
        channels_from(f"{kind}s://hooks.example.org/?verify=no")


def test_of_two_addresses_the_refused_one_does_not_hide_that_the_other_took_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with receiving() as receiver:

        def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
            hosts = ("169.254.169.254", "127.0.0.1")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (h, receiver.port)) for h in hosts]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        url = f"json://hooks.example.org:{receiver.port}/"
        channels_from(url, "hooks.example.org")[0].send(MESSAGE)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("kind", ["json", "mail"])
def test_a_receiver_that_answers_without_end_is_cut_off(kind: str) -> None:
    with listening(b"2" * 10_000) as (port, came):
        (channel,) = channels_from(KINDS[kind]("127.0.0.1", port), "127.0.0.1")
        line = Line(Reach("127.0.0.1", ("127.0.0.1",), whole_seconds=1.0))
        said = {"title": "t", "body": "b"}
        make = channel._notifier  # type: ignore[attr-defined]  # with less patience
        began = time.monotonic()
        with pytest.raises(NotTaken, match="限定的总时间"):
            hand_over(line, lambda on: make(on, MESSAGE), said, MESSAGE)
        assert time.monotonic() - began < 20
    assert len(came) == 1


def test_a_connection_that_comes_about_as_the_time_ends_is_cut_too() -> None:
    line = socket.socket()
    with listening(b"2" * 10_000) as (port, _), guarded(Guard(by_name=True), 0.05) as guard, line:
        guard.keep(line)  # as the guard does just before it connects
        while not guard.expired:
            time.sleep(0.01)
        token = _current.set(None)
        line.connect(("127.0.0.1", port))
        _current.reset(token)
        line.settimeout(5)
        heard = sum(1 for _ in takewhile(bool, (line.recv(1) for _ in range(1_000))))
    assert heard < 1_000


def test_an_answer_without_end_is_read_in_part() -> None:
    with hosting(lambda number: "ok") as host:
        line = Line(Reach("127.0.0.1", ("127.0.0.1",)))
        wire = plugin("wecombot", line).requests
        with guarded(Guard(by_name=True)):
            assert wire.post(f"{host.at}/robot/send", data=b'{"text": {"content": "No.: k"}}').ok
    assert line.answer == b'{"errcode": 0, "errmsg": "ok"}'


def test_a_channel_whose_plugin_fails_does_not_stop_the_others(ledger: Ledger) -> None:
    with ledger.write(SYSTEM, NOW, "test.facts") as unit:
        facts.store(unit, [fact(1)])
    with receiving() as receiver:
        broken: Channel = HookChannel(f"{receiver.url}?%2BX-Name=%E5%90%8D", ("127.0.0.1",))
        outcome = deliver(ledger, (broken, *channels_from(receiver.url, "127.0.0.1")), SYSTEM, NOW)
    assert (outcome.sent, outcome.failed) == (1, 1)


def _hear(line: socket.socket) -> None:
    """Read one request to its end: an answer before that may cut the line."""
    with line.makefile("rb") as lines:
        headers = dict(
            row.lower().split(b":", 1) for row in iter(lines.readline, b"\r\n") if b":" in row
        )
        lines.read(int(headers[b"content-length"]))


@contextmanager
def saying(text: bytes) -> Iterator[int]:
    """A port where one visitor is heard and told `text` at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def tell() -> None:
            with suppress(OSError), server.accept()[0] as line:
                line.settimeout(5)
                if text.startswith(b"HTTP"):
                    _hear(line)
                line.sendall(text)

        thread = threading.Thread(target=tell)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


NESTED = b"[" * 60_000
BROKEN = {
    "a chunk that is none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nabc",
    "brackets without end": b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + NESTED,
}


@pytest.mark.parametrize("answer", BROKEN)
@pytest.mark.parametrize("kind", ["json", "wecombot", "dingtalk", "feishu"])
def test_an_answer_broken_in_its_middle_is_an_outcome_of_that_channel_and_stops_nobody(
    kind: str, answer: str
) -> None:
    with saying(BROKEN[answer]) as port:
        url = KINDS[kind]("127.0.0.1", port).replace("at=https", "at=http")
        (channel,) = channels_from(url, "127.0.0.1")
        try:
            channel.send(MESSAGE)
        except NotTaken as refusal:
            assert str(refusal) != "通道未接收"
        else:
            assert kind == "json"  # a hook's status 200 is its word, whatever its body is
            assert answer == "brackets without end"


def test_a_mail_server_that_greets_without_end_is_not_listened_to() -> None:
    with saying((b"220-" + b"x" * 4000 + b"\r\n") * 100) as port:
        (channel,) = channels_from(KINDS["mail"]("127.0.0.1", port), "127.0.0.1")
        with pytest.raises(NotTaken):
            channel.send(MESSAGE)


@pytest.mark.parametrize("code", ['"40001"', "40001", "40001.0"])
def test_an_error_code_written_as_a_word_is_an_error_of_a_hook_too(code: str) -> None:
    body = b'{"errcode": %s, "errmsg": "no"}' % code.encode()
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)) as port:
        (channel,) = channels_from(KINDS["json"]("127.0.0.1", port), "127.0.0.1")
        with pytest.raises(NotTaken, match="40001"):
            channel.send(MESSAGE)


@pytest.mark.parametrize("kind", ["json", "form", "xml"])
def test_no_field_of_a_hook_holds_what_breaks_its_form(kind: str) -> None:
    bad = "x\x00\x0b\r\ny]]></office><evil/>"
    message = replace(MESSAGE, office=bad, kind=bad, to=bad, title=bad, lines=(bad,))
    with hosting(lambda number: "204") as host:
        channels_from(f"{kind}://127.0.0.1:{host.port}/x", "127.0.0.1")[0].send(message)
    (body,) = host.bodies
    assert not {0, 11} & set(body)
    assert b"%00" not in body
    if kind == "xml":
        sent = fromstring(body.decode())  # a form of our own making
        assert [one.text for one in sent.iter("office")] == ["x y]]></office><evil/>"]
        assert not list(sent.iter("evil"))


SECRETS = ("canary-word", "canarykey", "canary-token", "canary-path", "canary-user")
CANARIES = (
    "jsons://canary-user:canary-word@127.0.0.1:{port}/canary-path?-token=canary-token",
    "json://canary-user:canary-word@127.0.0.1:{port}/canary-path?%2BX-Token=canary-token",
    "form://canary-user:canary-word@127.0.0.1:{port}/canary-path?:token=canary-token",
    "wecombot://canarykey/?at=http://127.0.0.1:{port}",
    "dingtalk://canarykey@canarykey/?at=http://127.0.0.1:{port}",
    "feishu://canarykey/?at=https://127.0.0.1:{port}",
    "lark://canarykey/?at=http://127.0.0.1:{port}",
    "mailtos://canary-user:canary-word@127.0.0.1:{mail}/?from=a@example.org&to=b@example.org",
)


@pytest.mark.parametrize("allow", ["127.0.0.1", "127.0.0.1/32", "10.0.0.0/8"])
def test_no_secret_is_in_a_name_an_error_a_log_or_the_ledger(
    ledger: Ledger, caplog: pytest.LogCaptureFixture, allow: str
) -> None:
    caplog.set_level(logging.NOTSET)
    with ledger.write(SYSTEM, NOW, "test.facts") as unit:
        facts.store(unit, [fact(1)])
    said = ""
    with hosting(lambda number: "code 7 canarykey") as host, mailing() as box:
        for canary in CANARIES:
            try:
                channels = channels_from(canary.format(port=host.port, mail=box.port), allow)
            except UserError as mistake:
                said += f"{mistake!r} {mistake}"
                continue
            said += f"{channels!r} {channels[0].name}"
            outcome = deliver(ledger, channels, SYSTEM, NOW)
            assert outcome.sent + outcome.failed == 1
    with ledger.read() as reading:
        said += repr(facts.listing(reading))
    said += "".join(repr(vars(record)) for record in caplog.records) + caplog.text
    assert "预警通道" in said or "127.0.0.1" in said
    assert not [secret for secret in SECRETS if secret in said]


def test_the_pace_and_the_patience_of_a_copy_are_its_own() -> None:
    hurried = replace(HookChannel("json://h/"), read_seconds=0.1)
    assert (hurried.read_seconds, HookChannel("json://h/").read_seconds) == (0.1, 5.0)
