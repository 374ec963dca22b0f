"""`cityplan alerts test`: what is said of a channel, and what never is; docs/channels.md runs."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from alerts.channels import channels_from
from desk.settings import Settings
from desk.setup import start
from flows.cli import run
from flows.preflight import main
from ledger import audit
from ledger.opening import open_ledger
from tests.alerts.certificates import server_context
from tests.alerts.mailbox import mailing
from tests.alerts.robothost import hosting
from tests.targets.plans import TINY

DOCUMENT = (Path(__file__).parents[2] / "docs" / "channels.md").read_text("utf-8")
ADDRESSES = re.findall(r"^\|[^|]*\| `((?:\w+)://[^`]+)` \|$", DOCUMENT, re.MULTILINE)
Told = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("channels") / "home"
    start(Settings(home=folder, plan=TINY), "real")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_HOME", str(folder))
        patch.setenv("CITYPLAN_PLAN", str(TINY))
        assert run(["user", "add", "填报员", "--role", "clerk", "--office", "finance"]) == 0
    return folder


@pytest.fixture(autouse=True)
def _tiny_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLAN_PLAN", str(TINY))


@pytest.fixture
def told(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    monkeypatch.setenv("CITYPLAN_HOME", str(home))
    monkeypatch.setenv("CITYPLAN_ALERT_ALLOW", "127.0.0.1")

    def call(urls: str, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("CITYPLAN_ALERT_URLS", urls)
        code = run(["alerts", *words])
        out = capsys.readouterr()
        return code, out.out + out.err

    return call


def test_a_channel_that_works_says_so_and_shows_the_number_it_sent(told: Told) -> None:
    with hosting() as host:
        code, out = told(f"wecombot://canarykey/?at={host.at}", "test", "1", "--json")
    said = json.loads(out)
    assert (code, said["taken"], said["number"]) == (0, True, 1)
    assert said["key"] in host.shown
    assert "canary" not in out


def test_the_file_is_the_last_channel(told: Told, home: Path) -> None:
    code, out = told("", "test", "1")
    assert (code, "对方已接收" in out) == (0, True)
    assert json.loads((home / "alerts.jsonl").read_text("utf-8").splitlines()[-1])["kind"] == "test"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("json://canary-user:canary@169.254.169.254/", "地址 169.254.169.254 不在准许名单内"),
        ("jsons://canary-user:canary@127.0.0.1:{host}/canary", "TLS 不通过"),
        ("wecombot://canary/?at=http://127.0.0.1:{host}", "机器人地址失效"),
        ("jsons://127.0.0.1:9/canary", "连接被拒绝"),
        ("mailtos://canary:canary@127.0.0.1:{mail}/?from=a@b.example&to=c@d.example", "登录不通过"),
    ],
)
def test_what_went_wrong_is_said_in_chinese_and_no_secret_is(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    tls, signed = server_context(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(signed))
    broken = hosting(lambda number: "code 93000 canary")
    with broken as host, mailing(tls=tls, password="another") as box:
        code, out = told(url.format(host=host.port, mail=box.port), "test", "1")
    assert (code, said in out) == (1, True), out
    assert "canary" not in out


def test_a_number_that_is_none_lists_those_that_are(told: Told) -> None:
    code, out = told("feishu://canarykey", "test", "7")
    assert code == 1
    assert "没有第 7 个预警通道" in out
    assert re.search(r"1 feishu://open\.feishu\.cn#\w{8};2 file://", out)
    assert "canary" not in out


def test_only_the_desk_and_administrators_try_channels(told: Told) -> None:
    code, out = told("", "test", "1", "--as", "填报员")
    assert (code, "没有" in out and "权限" in out) == (1, True)


def test_every_try_is_in_the_audit_chain(told: Told, home: Path) -> None:
    told("", "test", "1")
    ledger = open_ledger(f"sqlite:///{home / 'cityplan.db'}")
    assert audit.verify(ledger) == ()
    with ledger.read() as reading:
        actions = [row.action for row in audit.tail(reading)]
    ledger.close()
    assert "alert.test" in actions


def test_recipients_of_an_office_that_is_none_keep_the_service_from_starting(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITYPLAN_HOME", str(home))
    monkeypatch.setenv("CITYPLAN_ALERT_RECIPIENTS", "finance=a@b.example")
    assert main("127.0.0.1") == 0
    monkeypatch.setenv("CITYPLAN_ALERT_RECIPIENTS", "fniance=a@b.example")
    assert main("127.0.0.1") != 0
    assert "fniance 不在方案中" in json.loads(capsys.readouterr().out)["what"]


def test_every_address_of_the_document_can_be_written_so() -> None:
    assert len(ADDRESSES) == 13
    for address in ADDRESSES:
        (channel,) = channels_from(address)
        assert not re.search("PASSWORD|SECRET|TOKEN|KEY", f"{channel.name} {channel!r}"), address


def test_the_example_of_the_document_says_what_it_shows(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)
    (shown,) = re.findall(r"```text\n(.*?)```", DOCUMENT, re.DOTALL)
    codes = []
    for line in script.splitlines():
        words = shlex.split(line.partition(" || ")[0].removeprefix("export "))
        given = [word for word in words if re.match("CITYPLAN_[A-Z_]+=", word)]
        with pytest.MonkeyPatch.context() as patch:
            for name, _, value in (word.partition("=") for word in given):
                (monkeypatch if line.startswith("export") else patch).setenv(name, value)
            monkeypatch.setenv("CITYPLAN_HOME", str(home))  # it is there already
            command = words[len(given) :]
            if command and "init" not in command:
                assert command[0] == "cityplan"
                codes.append(run(command[1:]))
    said = capsys.readouterr().out
    assert codes == [0, 1, 1, 0]
    for line in shown.splitlines():
        assert line.startswith("退出码 1") or line in said.splitlines(), said
    assert "第 3 个通道 file://" in said
