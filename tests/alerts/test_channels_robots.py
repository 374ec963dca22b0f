"""Group robots through a real host: what a group sees, and what is not counted as taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from alerts.channels import Channel, NotTaken, RobotChannel, channels_from
from alerts.compose import Message
from alerts.robots import KINDS, Pace
from observations.errors import UserError
from tests.alerts.robothost import RobotHost, hosting, text_in
from tests.alerts.test_templates import HOSTILE

MESSAGE = Message(
    key="0f" * 16, kind="quality", severity="critical", title="【演示数据】报表退回:测试局",
    lines=("D14:填报 0.091,应填 9.1",), path="/receipts/7", demo=True, facts=("1-1",),
)  # fmt: skip
PATHS = {
    "wecombot": "/cgi-bin/webhook/send?key=key-of-robot",
    "dingtalk": "/robot/send?access_token=key-of-robot",
    "feishu": "/open-apis/bot/v2/hook/key-of-robot",
    "lark": "/open-apis/bot/v2/hook/key-of-robot",
}
ROBOTS = sorted(KINDS)


def robot(host: RobotHost, scheme: str, options: str = "") -> RobotChannel:
    key = "key-of-robot" if scheme != "dingtalk" else "keyofrobot"
    (channel,) = channels_from(f"{scheme}://{key}/?at={host.at}{options}", "127.0.0.1")
    assert isinstance(channel, RobotChannel)
    return channel


@pytest.mark.parametrize("scheme", ROBOTS)
def test_a_group_sees_title_lines_page_and_number(scheme: str) -> None:
    with hosting() as host:
        robot(host, scheme).send(MESSAGE)
    assert host.texts == [
        "【演示数据】报表退回:测试局\nD14:填报 0.091,应填 9.1\n查看:/receipts/7\n编号:" + "0f" * 16
    ]
    assert host.paths[0].replace("keyofrobot", "key-of-robot") == PATHS[scheme]
    assert host.headers[0]["User-Agent"] == "cityplan"


@pytest.mark.parametrize("scheme", ROBOTS)
def test_without_another_host_it_is_the_vendors_own_by_tls(scheme: str) -> None:
    (channel,) = channels_from(f"{scheme}://keyofrobot")
    assert isinstance(channel, RobotChannel)
    assert channel.base == f"https://{KINDS[scheme].host}"
    assert channel.name.startswith(f"{scheme}://{KINDS[scheme].host}#")


@pytest.mark.parametrize("scheme", ROBOTS)
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("code 99999 some words", "错误码 99999"),
        ("500", "500"),
        ("301", "不跟随"),
        ("403", "403"),
        ("html", "不是约定的格式"),
        ("204", "204"),
        ("slow", "等待超时"),
    ],
)
def test_anything_but_the_robots_own_yes_is_not_taken(scheme: str, answer: str, said: str) -> None:
    with hosting(lambda number: answer) as host, pytest.raises(NotTaken) as refusal:
        replace(robot(host, scheme), read_seconds=0.2).send(MESSAGE)
    assert said in str(refusal.value)
    assert host.begun == 1
    assert host.shown == {}


@pytest.mark.parametrize(
    ("scheme", "code", "said"),
    [
        ("wecombot", 93000, "机器人地址失效"),
        ("wecombot", 45009, "次数过多"),
        ("dingtalk", 310000, "安全设置"),
        ("dingtalk", 130101, "次数过多"),
        ("feishu", 19024, "关键词"),
        ("lark", 19021, "签名"),
    ],
)
def test_known_codes_are_said_in_chinese(scheme: str, code: int, said: str) -> None:
    with hosting(lambda n: f"code {code} x") as host, pytest.raises(NotTaken, match=said):
        robot(host, scheme).send(MESSAGE)


def test_words_of_the_other_side_are_inert_and_repeat_no_secret() -> None:
    words = "code 7 <b>\u202ekey key-of-robot is wrong</b>\r\nnext " + "x" * 300
    with hosting(lambda number: words) as host, pytest.raises(NotTaken) as refusal:
        robot(host, "wecombot").send(MESSAGE)
    assert "key-of-robot" not in str(refusal.value)
    assert "key *** is wrong" in str(refusal.value)
    assert not set("\u202e\r\n") & set(str(refusal.value))
    assert len(str(refusal.value)) < 200


def test_a_message_signed_for_dingtalk_is_what_dingtalk_computes() -> None:
    with hosting() as host:
        url = f"dingtalk://SECabc123@keyofrobot/?at={host.at}"
        channels_from(url, "127.0.0.1")[0].send(MESSAGE)
    given = parse_qs(urlsplit(host.paths[0]).query)
    text = f"{given['timestamp'][0]}\nSECabc123".encode()
    right = base64.b64encode(hmac.new(b"SECabc123", text, hashlib.sha256).digest()).decode()
    assert given["sign"] == [right]


@pytest.mark.parametrize("scheme", ["feishu", "lark"])
def test_a_message_signed_for_feishu_is_what_feishu_computes(scheme: str) -> None:
    before = int(time.time())
    with hosting() as host:
        url = f"{scheme}://geheim-Wort@key-of-robot/?at={host.at}"
        (channel,) = channels_from(url, "127.0.0.1")
        channel.send(MESSAGE)
    body = json.loads(host.bodies[0])
    assert before <= int(body["timestamp"]) <= int(time.time())
    assert isinstance(body["timestamp"], str)
    key = f"{body['timestamp']}\ngeheim-Wort".encode()
    right = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert body["sign"] == right and body["msg_type"] == "text"
    assert host.headers[0]["Content-Length"] == str(len(host.bodies[0]))
    assert "报表退回" in host.texts[0] and "geheim" not in f"{channel.name} {channel!r}"


def test_a_longest_signed_message_stays_within_the_limit() -> None:
    with hosting() as host:
        url = f"feishu://{'s' * 40}@key-of-robot/?at={host.at}"
        long = replace(MESSAGE, lines=("有误的一行" * 20,) * 400)
        channels_from(url, "127.0.0.1")[0].send(long)
    assert 15_000 < len(host.bodies[0]) <= 20_000


@pytest.mark.parametrize("scheme", ROBOTS)
def test_a_long_message_stays_within_the_robots_limit(scheme: str) -> None:
    lines = tuple(f"第{n}行:" + "供水管网漏损率填报值与上期相差过大" * 12 for n in range(60))
    with hosting() as host:
        robot(host, scheme).send(replace(MESSAGE, lines=lines))
    (body,), (text,) = host.bodies, host.texts
    limit = {"wecombot": len(text.encode()) <= 2048}.get(scheme, len(body) <= 20_000)
    assert limit
    whole = [line for line in text.splitlines() if line.startswith("第")]
    assert whole == list(lines[: len(whole)])
    assert f"另有 {60 - len(whole)} 条,见系统。" in text


@pytest.mark.parametrize("scheme", ROBOTS)
def test_hostile_names_mention_nobody_and_format_nothing(scheme: str) -> None:
    with hosting() as host:
        robot(host, scheme).send(replace(MESSAGE, lines=tuple(HOSTILE), title=HOSTILE[7]))
    (body,) = host.bodies
    said = json.loads(body)
    assert not set("<>[]*`@\u202e\u2066") & set(text_in(body))
    assert "://" not in text_in(body)
    assert said.get("at", {"atMobiles": [], "isAtAll": False}) == {
        "atMobiles": [],
        "isAtAll": False,
    }
    assert said.get("msgtype", said.get("msg_type")) == "text"


def test_a_robot_is_told_no_more_often_than_it_takes() -> None:
    pace = Pace()
    paces = KINDS["wecombot"].paces
    assert [pace.wait("a", paces, float(n)) for n in range(20)] == [0.0] * 20
    assert pace.wait("a", paces, 20.0) == 40.0
    assert pace.wait("b", paces, 20.0) == 0.0
    assert pace.wait("a", paces, 60.0) == 0.0
    assert pace.wait("a", paces, 60.5) == 0.5


def test_the_twenty_first_message_of_a_minute_waits_its_turn() -> None:
    with hosting() as host:
        channel: Channel = robot(host, "wecombot")
        for number in range(20):
            channel.send(replace(MESSAGE, key=f"k{number}"))
        with pytest.raises(NotTaken, match="条数已满"):
            channel.send(replace(MESSAGE, key="k20"))
    assert len(host.bodies) == 20


@pytest.mark.parametrize(
    "url",
    [
        "wecombot://", "wecombot://x", "feishu://geheim/path", "feishu://ge%20heim@geheim",
        "wecombot://user@geheim",
        "dingtalk://ge heim@token", "lark://geheim?format=markdown", "wecombot://geheim?verify=no",
        "wecombot://geheim?at=ftp://host", "wecombot://geheim?at=https://host/path",
        "wecombot://geheim?at=http://host.example.org", "wecombot://geheim?at=https://u:p@host",
        "wecombot://geheim?at=https://host:99999",
    ],
)  # fmt: skip
def test_a_robots_address_that_cannot_work_is_a_users_mistake(url: str) -> None:
    with pytest.raises(UserError) as mistake:
        channels_from(url, "127.0.0.1")
    assert "第 1 个预警通道" in mistake.value.what
    assert "geheim" not in str(mistake.value)
