"""What came of a sending, in words that hold no secret."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping

from alerts.addresses import Guard
from alerts.inert import one_line

LONGEST_REASON = 200
_LONGEST_ANSWER = 80


class NotTaken(Exception):  # noqa: N818 -- an outcome, not a fault
    """The channel did not take the message; the text says why, without any secret."""


_STATUS: Mapping[int, str] = {
    401: "登录不通过", 403: "对方拒绝(无权)", 404: "对方没有这个地址", 407: "对方要求经代理登录",
    413: "消息过大", 429: "次数过多,稍后再送",
}  # fmt: skip
_FAULTS: tuple[tuple[type[BaseException], str], ...] = (
    (smtplib.SMTPAuthenticationError, "邮箱登录不通过,请核对用户名和授权码"),
    (smtplib.SMTPRecipientsRefused, "收件人被邮件服务器拒收"),
    (smtplib.SMTPSenderRefused, "发件人被邮件服务器拒绝"),
    (smtplib.SMTPNotSupportedError, "邮件服务器不支持所要求的加密或登录方式"),
    (smtplib.SMTPDataError, "邮件服务器不收这封邮件"),
    (smtplib.SMTPHeloError, "邮件服务器不应答问候"),
    (smtplib.SMTPServerDisconnected, "邮件服务器中断了连接"),
    (smtplib.SMTPConnectError, "邮件服务器不接受连接"),
    (ssl.SSLCertVerificationError, "TLS 不通过:对方证书不可信或与主机名不符"),
    (ssl.SSLError, "TLS 不通过:加密握手失败,请核对端口和加密方式"),
    (socket.gaierror, "主机名无法解析,请核对地址和域名服务"),
    (ConnectionRefusedError, "连接被拒绝,对方端口未开放"),
    (ConnectionResetError, "连接被对方中断"),
    (BrokenPipeError, "连接被对方中断"),
    (TimeoutError, "等待超时,对方没有按时应答"),
    (UnicodeError, "地址中的附加字段含不能发送的字符"),
    (OSError, "连接不上"),
)
_BY_NAME: Mapping[str, str] = {  # kinds of requests and urllib3, which only a sending loads
    "ConnectTimeout": "连接超时",
    "ReadTimeout": "等待超时,对方没有按时应答",
    "NameResolutionError": "主机名无法解析,请核对地址和域名服务",
    "RemoteDisconnected": "连接被对方中断",
    "ProtocolError": "连接被对方中断",
    "InvalidURL": "地址无法识别",
}
# Answers of robots in a body of status 200 (the vendors' lists of error codes).
_CODES: Mapping[tuple[str, int], str] = {
    ("wecombot", 93000): "机器人地址失效", ("wecombot", 45009): "次数过多,稍后再送",
    ("wecombot", 40058): "消息过长或为空",
    ("dingtalk", 300001): "机器人令牌失效", ("dingtalk", 130101): "次数过多,稍后再送",
    ("dingtalk", 310000): "与安全设置不符(关键词、加签或来源地址)",
    ("feishu", 9499): "消息格式不对或次数过多", ("feishu", 11232): "次数过多,稍后再送",
    ("feishu", 19001): "机器人地址失效", ("feishu", 19021): "签名校验不符",
    ("feishu", 19022): "来源地址不在机器人的白名单", ("feishu", 19024): "与机器人的关键词不符",
}  # fmt: skip


def reason(guard: Guard, faults: list[BaseException], status: int) -> str:
    """Why a sending failed: our refusal first, then its end by us, the answer, the fault."""
    if guard.blocked:
        return f"地址 {guard.blocked} 不在准许名单内,未发送"
    if guard.expired:
        return "等待超时,对方在限定的总时间内没有应答完"
    if status:
        return _status(status)
    return next((word for fault in faults for word in _of(fault)), "通道未接收")


def refused_answer(kind: str, code: int, said: str, secrets: tuple[str, ...]) -> str:
    """Why a robot's own code says no, though the status was 200."""
    known = _CODES.get(({"lark": "feishu"}.get(kind, kind), code))
    words = known or f"对方说“{redacted(one_line(said, _LONGEST_ANSWER), secrets)}”"
    return f"机器人未接收(错误码 {str(code)[:12]}):{words}"


def redacted(text: str, secrets: tuple[str, ...]) -> str:
    """`text` without any of `secrets`, in case the other side repeats them."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _status(status: int) -> str:
    if 300 <= status < 400:
        return f"对方要求转到别处({status}),不跟随"
    return f"{_STATUS.get(status, '对方应答出错')}({status})"


def _of(fault: BaseException) -> Iterator[str]:
    """Words for a fault and for what caused it, the innermost known cause first."""
    for one in reversed(list(_causes(fault))):
        code = _code(one)
        named = _BY_NAME.get(type(one).__name__)
        word = named or next((words for kind, words in _FAULTS if isinstance(one, kind)), "")
        if word:
            yield f"{word}({code})" if code else word


def _code(fault: BaseException) -> int:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in fault.recipients.values()), 0)
    return fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else 0


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """A fault, what it wraps, what it wraps … each once."""
    seen: set[int] = set()
    waiting: list[object] = [fault]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            inner = (getattr(one, "reason", None), *one.args, one.__cause__, one.__context__)
            waiting.extend(inner)
