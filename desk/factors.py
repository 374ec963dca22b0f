"""A second factor: asked for at the log-in of a post that has set one, kept on its own phone."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import one_time_codes as codes
from desk import passwords, sessions
from desk.handle import Desk
from desk.hands import told_of_factor
from desk.proving import WRONG_CODE, proven, require_patience
from desk.rights import require_role
from ledger import accounts, attempts, facts
from ledger import factors as kept
from ledger.sessions import Visit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

ISSUER = "cityplan"
RECOVERY_CODES = 8
HALF_WAY = timedelta(minutes=3)
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HALF = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


class CodeWanted(UserError):  # noqa: N818 -- what is wanted
    """The password is right and the post has a second factor; `half` proves the first a while."""

    def __init__(self, half: str) -> None:
        super().__init__("请输入动态码", cure="打开手机上的身份验证器,输入此刻的6位数字")
        self.half = half


@dataclass(frozen=True)
class Standing:
    """A post's second factor: set or not, and how many recovery codes are left."""

    on: bool
    recoveries: int


@dataclass(frozen=True)
class Offer:
    """A second factor to be set: its secret as text and as an address for a picture."""

    nonce: str
    secret: str
    address: str


@dataclass(frozen=True)
class Proof:
    """What a person gives to change the second factor: the password, a code, the offer's nonce."""

    password: str
    code: str
    nonce: str = ""


def standing(desk: Desk, post: str) -> Standing:
    """How the post stands with its second factor."""
    with desk.ledger.read() as reading:
        return Standing(bool(kept.nonce(reading, post)), kept.recoveries_left(reading, post))


def require_none(desk: Desk, post: str, password_hash: str, now: datetime) -> None:
    """`CodeWanted` when the post has a second factor."""
    with desk.ledger.read() as reading:
        if not kept.nonce(reading, post):
            return
    until = int((now + HALF_WAY).timestamp())
    raise CodeWanted(f"{until}.{_mac(desk, post, until, password_hash)}")


def log_in(desk: Desk, post: str, given: tuple[str, str], now: datetime, *, visit: Visit) -> str:
    """A session token for who proved the password (`half`) and now gives (`half`, code).

    The code may be one of the recovery codes. `UserError` for a wrong, used or late one; wrong
    ones make the post's name wait like wrong passwords.
    """
    half, code = given
    with desk.ledger.read() as reading:
        row = accounts.post(reading, post)
        known = accounts.password_hash(reading, post) or ""
        nonce = kept.nonce(reading, post)
    if row is None or not known or not nonce or not _half_holds(desk, post, (half, known), now):
        raise UserError("登录的前一步已过时", cure="请重新输入岗位和口令")
    require_patience(desk, _tries(post), now)
    actor = row.actor
    if not (_code_fits(desk, actor, (nonce, code), now) or _recovers(desk, actor, code, now)):
        raise UserError(WRONG_CODE, cure="等下一个数字再试;手机不在身边的用恢复码")
    attempts.succeeded(desk.ledger, _tries(post))
    return sessions.opened(desk, row.actor, now, visit)


def offer(desk: Desk, actor: Actor) -> Offer:
    """A new secret for the actor's own post; nothing is kept until a code of it is given."""
    nonce = secrets.token_hex(16)
    secret = codes.derived(desk.settings.secret(), actor.post, nonce)
    address = codes.address(secret, actor.post, ISSUER)
    return Offer(nonce, codes.written(secret), address)


def offered(desk: Desk, actor: Actor, nonce: str) -> Offer:
    """The offer of this nonce, to be shown again; `UserError` for what is none."""
    if _NONCE.fullmatch(nonce) is None:
        raise UserError("设置已过时", cure="请刷新本页重新开始")
    secret = codes.derived(desk.settings.secret(), actor.post, nonce)
    return Offer(nonce, codes.written(secret), codes.address(secret, actor.post, ISSUER))


def turn_on(desk: Desk, actor: Actor, given: Proof, mine: str, now: datetime) -> tuple[str, ...]:
    """Set the actor's second factor; its recovery codes, shown once. Other log-ins end.

    `UserError` for a wrong password or a code that is not the offer's of this moment.
    """
    proven(desk, actor.post, given.password, now)
    offered(desk, actor, given.nonce)
    if not _code_fits(desk, actor, (given.nonce, given.code), now):
        raise UserError(WRONG_CODE, cure="核对手机的时间,等下一个数字再试")
    fresh = tuple(passwords.new_password() for _ in range(RECOVERY_CODES))
    with desk.ledger.write(actor, now, "post.factor", actor.post) as unit:
        kept.put(unit, actor.post, given.nonce, [_recovery_hash(desk, one) for one in fresh])
    sessions.end_others(desk, actor, mine, now)
    return fresh


def turn_off(desk: Desk, actor: Actor, given: Proof, now: datetime) -> None:
    """Take off the actor's own second factor, with password and code."""
    proven(desk, actor.post, given.password, now)
    with desk.ledger.read() as reading:
        nonce = kept.nonce(reading, actor.post)
    if not nonce:
        raise UserError("没有设置动态码", cure="请刷新本页核对")
    require_patience(desk, _tries(actor.post), now)
    if not _code_fits(desk, actor, (nonce, given.code), now):
        raise UserError(WRONG_CODE, cure="等下一个数字再试;手机丢了的请管理员取消")
    attempts.succeeded(desk.ledger, _tries(actor.post))
    with desk.ledger.write(actor, now, "post.factor", actor.post) as unit:
        kept.put(unit, actor.post, "", ())


def take_off(desk: Desk, actor: Actor, post: str, now: datetime) -> None:
    """Take off another post's second factor (a lost phone), by an administrator, face to face.

    Its log-ins end and its offices are told.
    """
    require_role(actor, Role.ADMIN)
    if post in actor.names:
        raise Refused("不能取消自己的动态码", cure="在“我的账号”中取消,或请另一管理员办理")
    with desk.ledger.read() as reading:
        row, nonce = accounts.post(reading, post), kept.nonce(reading, post)
    if row is None or not nonce:
        raise UserError("该岗位没有设置动态码", cure="请刷新本页核对")
    with desk.ledger.write(actor, now, "post.factor", post) as unit:
        kept.put(unit, post, "", ())
        accounts.revoke_sessions(unit, post)
        facts.store(unit, told_of_factor(desk, unit, row))


def _tries(post: str) -> str:
    """The name that tries of codes count under: a right password forgets none of them."""
    return f"code\0{post}"


def _code_fits(desk: Desk, actor: Actor, given: tuple[str, str], now: datetime) -> bool:
    """True for the code of this moment, once."""
    nonce, code = given
    secret = codes.derived(desk.settings.secret(), actor.post, nonce)
    step = codes.matching(secret, code, now)
    return step is not None and kept.use_step(desk.ledger, actor.post, step)


def _recovers(desk: Desk, actor: Actor, code: str, now: datetime) -> bool:
    """True for a recovery code, once; the audit has that one was used."""
    digest = _recovery_hash(desk, code)
    with desk.ledger.read() as reading:
        if not kept.recovers(reading, actor.post, digest):
            return False
    with desk.ledger.write(actor, now, "post.recovery", actor.post) as unit:
        return kept.use_recovery(unit, actor.post, digest)


def _recovery_hash(desk: Desk, code: str) -> str:
    plain = "".join(code.lower().split())
    return passwords.token_digest(desk.settings.secret(), f"recovery\0{plain}")


def _mac(desk: Desk, post: str, until: int, password_hash: str) -> str:
    said = f"half\0{post}\0{until}\0{password_hash}".encode("utf-8", "replace")
    return hmac.new(desk.settings.secret(), said, "sha256").hexdigest()


def _half_holds(desk: Desk, post: str, given: tuple[str, str], now: datetime) -> bool:
    half, password_hash = given
    match = _HALF.fullmatch(half)
    if match is None or int(match[1]) < now.timestamp():
        return False
    return hmac.compare_digest(_mac(desk, post, int(match[1]), password_hash), match[2])
