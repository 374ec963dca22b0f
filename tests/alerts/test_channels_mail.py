"""Mail through a real server: what arrives, to whom, and what is said when it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alerts.channels import Channel, MailChannel, NotTaken, channels_from
from alerts.compose import Message
from alerts.mail import office_recipients
from observations.errors import UserError
from tests.alerts.certificates import server_context
from tests.alerts.mailbox import Mailbox, mailing

MESSAGE = Message(
    key="0f" * 16, kind="late", severity="critical", title="【演示数据】报表逾期未报:测试局",
    lines=("《市政供水月报》2024年6月 <b>未收到</b>",), path="/report", demo=True,
    facts=("1-1",), office="water",
)  # fmt: skip
SITE = "&site=https://cityplan.example.gov.cn"


def the_mail(box: Mailbox, options: str = "", user: str = "", recipients: str = "") -> Channel:
    (channel,) = channels_from(box.url(options, user), "127.0.0.1", recipients)
    return channel


def test_a_mail_is_plain_and_html_with_its_key_twice() -> None:
    with mailing() as box:
        the_mail(box, SITE).send(MESSAGE)
    (mail,) = box.mails
    assert mail["Subject"] == "【演示数据】报表逾期未报:测试局"
    assert (mail["X-Cityplan-Key"], mail["Message-ID"]) == (
        MESSAGE.key,
        f"<{MESSAGE.key}@example.org>",
    )
    assert (mail["From"], mail["To"]) == ("cityplan@example.org", "desk@example.org")
    assert (mail["Auto-Submitted"], mail["Importance"]) == ("auto-generated", "high")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    words = plain.get_content()
    assert "2024年6月 <b>未收到</b>" in words
    assert "查看:https://cityplan.example.gov.cn/report" in words
    assert f"编号:{MESSAGE.key}" in words
    assert "&lt;b&gt;未收到&lt;/b&gt;" in html.get_content()
    assert '<a href="https://cityplan.example.gov.cn/report"' in html.get_content()


def test_the_same_message_again_is_the_same_mail() -> None:
    with mailing() as box:
        for _ in range(2):
            the_mail(box).send(MESSAGE)
    assert (len(box.mails), len(box.shown), len({m["Message-ID"] for m in box.mails})) == (2, 1, 1)


def test_a_mail_in_english_keeps_the_facts_as_recorded() -> None:
    with mailing() as box:
        the_mail(box, "&lang=en").send(MESSAGE)
    (mail,) = box.mails
    assert mail["Subject"] == "[DEMO DATA] [Critical] Report overdue: 报表逾期未报:测试局"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "No.: " in body.get_content()


def test_an_office_has_its_own_recipients_and_everybody_else_the_desks() -> None:
    offices = "water=a@water.example.org;b@water.example.org,housing=c@housing.example.org"
    with mailing() as box:
        channel = the_mail(box, recipients=offices)
        for office in ("water", "housing", "parks", ""):
            channel.send(replace(MESSAGE, office=office))
    assert [envelope.rcpt_tos for envelope in box.envelopes] == [
        ["a@water.example.org", "b@water.example.org"],
        ["c@housing.example.org"],
        ["desk@example.org"],
        ["desk@example.org"],
    ]


def test_nothing_in_a_name_becomes_a_header() -> None:
    bad = "报表\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>" + "长" * 200
    with mailing() as box:
        the_mail(box).send(replace(MESSAGE, title=bad, key="k\r\nX-Evil: 1"))
    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert len(str(mail["Subject"])) <= 60
    assert box.envelopes[0].rcpt_tos == ["desk@example.org"]
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


@pytest.mark.parametrize(
    ("verb", "line", "said"),
    [
        ("MAIL", "550 no", "发件人被邮件服务器拒绝(550)"),
        ("RCPT desk@example.org", "550 unknown", "收件人被邮件服务器拒收(550)"),
        ("RCPT desk@example.org", "451 greylisted", "收件人被邮件服务器拒收(451)"),
        ("DATA", "452 full", "邮件服务器不收这封邮件(452)"),
        ("TAKEN", "451 not now", "邮件服务器不收这封邮件(451)"),
        ("MAIL", "421 closing", "(421)"),
    ],
)
def test_a_refusing_server_is_named_with_its_code(verb: str, line: str, said: str) -> None:
    answer = lambda heard, number: line if heard == verb else ""  # noqa: E731 -- one line
    with mailing(answer) as box, pytest.raises(NotTaken) as refusal:
        the_mail(box).send(MESSAGE)
    assert said in str(refusal.value)


@pytest.mark.parametrize("verb", ["MAIL", "DATA", "TAKEN"])
def test_a_server_that_dawdles_is_given_up(verb: str) -> None:
    with mailing(lambda heard, number: "slow 0.6" if heard == verb else "") as box:
        channel = the_mail(box)
        assert isinstance(channel, MailChannel)
        with pytest.raises(NotTaken, match="等待超时"):
            replace(channel, read_seconds=0.2).send(MESSAGE)


def test_one_recipient_refused_for_good_does_not_keep_the_others_from_it() -> None:
    dead = "RCPT dead@example.org"
    with mailing(lambda heard, number: "550 unknown" if heard == dead else "") as box:
        the_mail(box, "&to=dead@example.org;desk@example.org").send(MESSAGE)
    assert box.envelopes[0].rcpt_tos == ["desk@example.org"]


@pytest.mark.parametrize("then", ["", "550 gone"])
def test_who_took_a_mail_is_not_sent_it_again_for_another_whose_mailbox_is_full(then: str) -> None:
    """Twice full, then emptied, or closed for good; a full mailbox is 452."""

    def said(heard: str, number: int) -> str:
        return ("452 full" if number <= 2 else then) if heard == "RCPT full@example.org" else ""

    with mailing(said) as box:
        channel = the_mail(box, "&to=full@example.org;desk@example.org")
        for _ in range(2):
            with pytest.raises(NotTaken, match="452"):
                channel.send(MESSAGE)
        channel.send(MESSAGE)
    taken = [tuple(one.rcpt_tos) for one in box.envelopes if one.content]
    assert taken == [("desk@example.org",), *([] if then else [("full@example.org",)])]
    assert {mail["To"] for mail in box.mails} == {"full@example.org, desk@example.org"}


@pytest.mark.parametrize(
    ("office", "to", "expected"),
    [
        ("water", "", "a@example.org"),
        ("water", "reviewer", "b@example.org"),
        ("green", "reviewer", "g@example.org"),  # no address of the post: the office's
        ("", "leader", "boss@example.org"),
        ("", "desk", "desk@example.org"),  # none of either: the channel's own
        ("", "", "desk@example.org"),
    ],
)
def test_what_is_carried_to_a_post_goes_to_the_posts_own_address(
    office: str, to: str, expected: str
) -> None:
    written = "water=a@example.org,water/reviewer=b@example.org,green=g@example.org"
    with mailing() as box:
        channel = the_mail(box, recipients=f"{written},leader=boss@example.org")
        channel.send(replace(MESSAGE, office=office, to=to))
    assert [one.rcpt_tos for one in box.envelopes] == [[expected]]


def test_an_office_named_twice_has_the_addresses_of_both() -> None:
    found = office_recipients("water=a@example.org,water=b@example.org;a@example.org")
    assert found == {"water": ("a@example.org", "b@example.org")}


def test_nobody_listens() -> None:
    with mailing() as box:
        channel = the_mail(box)
    with pytest.raises(NotTaken, match="连接被拒绝"):
        channel.send(MESSAGE)


def test_a_login_is_used_and_a_wrong_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, signed = server_context(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(signed))
    with mailing(tls=tls, password="right-word") as box:
        url = box.url(user="clerk:right-word").replace("mailto:", "mailtos:")
        channels_from(url, "127.0.0.1")[0].send(MESSAGE)
        with pytest.raises(NotTaken, match=r"邮箱登录不通过,请核对用户名和授权码\(535\)"):
            channels_from(url.replace("right", "wrong"), "127.0.0.1")[0].send(MESSAGE)
    assert set(box.logins) == {("clerk", "right-word"), ("clerk", "wrong-word")}
    assert len(box.mails) == 1


@pytest.mark.parametrize(("mode", "wrapped"), [("starttls", False), ("ssl", True)])
def test_a_certificate_nobody_vouches_for_is_refused_and_a_known_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, wrapped: bool
) -> None:
    tls, signed = server_context(tmp_path, "127.0.0.1")
    with mailing(tls=tls, wrapped=wrapped) as box:
        url = box.url(f"&mode={mode}").replace("mailto:", "mailtos:")
        (channel,) = channels_from(url, "127.0.0.1")
        with pytest.raises(NotTaken, match="TLS 不通过:对方证书不可信"):
            channel.send(MESSAGE)
        monkeypatch.setenv("SSL_CERT_FILE", str(signed))
        channel.send(MESSAGE)
    assert len(box.mails) == 1


def test_a_certificate_of_another_host_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, signed = server_context(tmp_path, "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(signed))
    with mailing(tls=tls, wrapped=True) as box:
        (channel,) = channels_from(box.url("&mode=ssl").replace("mailto:", "mailtos:"), "127.0.0.1")
        with pytest.raises(NotTaken, match="TLS 不通过"):
            channel.send(MESSAGE)
    assert box.mails == []


def test_a_server_that_offers_no_encryption_gets_no_mail() -> None:
    with mailing() as box:
        (channel,) = channels_from(box.url().replace("mailto:", "mailtos:"), "127.0.0.1")
        with pytest.raises(NotTaken, match="不支持所要求的加密"):
            channel.send(MESSAGE)
    assert box.mails == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mailto://", "主机"),
        ("mailto://mail.example.org/?from=a@example.org", "收件人"),
        ("mailto://mail.example.org/?to=a@example.org", "发件人"),
        ("mailto://mail.example.org/?from=a@example.org&to=b", "收件人"),
        ("mailto://mail.example.org/?from=a@example.org&to=b@c.example;x", "收件人"),
        ("mailtos://mail.example.org/?from=a@example.org&to=b@c.example&mode=insecure", "加密方式"),
        ("mailto://u:geheim@mail.example.org/?from=a@example.org&to=b@c.example", "不加密"),
        ("mailto://mail.example.org/?from=a@example.org&to=b@c.example&pgp=yes", "不认识的选项"),
        ("mailto://mail.example.org/?from=a@example.org&to=b@c.example&lang=fr", "语言"),
        ("mailto://mail.example.org/?from=a@example.org&to=b@c.example&site=javascript:x", "网址"),
    ],
)
def test_a_mail_address_that_cannot_work_is_a_users_mistake(url: str, said: str) -> None:
    with pytest.raises(UserError) as mistake:
        channels_from(url)
    assert said in mistake.value.what
    assert "geheim" not in str(mistake.value)


@pytest.mark.parametrize("text", ["water", "water=x", "=a@example.org", "water=a@example.org;b"])
def test_recipients_of_offices_that_cannot_be_read_are_a_users_mistake(text: str) -> None:
    with pytest.raises(UserError, match="第 2 项"):
        channels_from("", "", f"housing=c@example.org,{text}")


def test_a_channel_stays_the_same_with_another_password_or_language() -> None:
    here = "mailtos://u:{}@mail.example.org/?from=a@example.org&to=b@c.example{}"
    names = {
        channels_from(here.format(*one))[0].name
        for one in (("old", ""), ("new", ""), ("new", "&lang=en"), ("new", SITE))
    }
    assert len(names) == 1
    assert names.pop().startswith("mailto://mail.example.org:587#")
