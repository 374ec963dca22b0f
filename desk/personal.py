"""What is about a person: sealed under a key of its own, masked, opened on the record, erased."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from desk.data_key import data_key, destroyed, fingerprint, keys, note_destroyed
from desk.handle import Desk
from ledger import sealed
from ledger.scrubbing import scrub
from ledger.sealed import Erasure, Sealed
from ledger.unit import Reading, Unit
from observations.errors import Refused, UserError
from observations.identity import Actor
from voices.masking import mask, spoken_of

_NONCE = 12


def seal(desk: Desk, unit: Unit, opinion: str, fields: Mapping[str, str]) -> None:
    """Keep `fields` encrypted under a key made for this one opinion.

    The data key is read with the chain held: a rotation either finds the new row or is over.
    """
    unit.lock_chain()
    key, outer = AESGCM.generate_key(bit_length=256), data_key(desk.settings)
    nonce, plain = os.urandom(_NONCE), json.dumps(dict(fields), ensure_ascii=False).encode()
    closed = AESGCM(key).encrypt(nonce, plain, _bound(opinion))
    one = Sealed(
        opinion, _text(nonce + closed), _text(aes_key_wrap(outer, key)), fingerprint(outer)
    )
    sealed.keep(unit, one)


def opened(desk: Desk, reading: Reading, opinion: str) -> Mapping[str, str]:
    """The fields in plain, for this room alone; empty once the key was destroyed.

    `UserError` when the data key is not the one that sealed them.
    """
    one = sealed.of(reading, opinion)
    if one is None or not one.wrapped or opinion in destroyed(desk.settings):
        return {}
    closed = base64.b64decode(one.ciphertext)
    try:
        key = aes_key_unwrap(keys(desk.settings)[one.by], base64.b64decode(one.wrapped))
        plain = AESGCM(key).decrypt(closed[:_NONCE], closed[_NONCE:], _bound(opinion))
    except (KeyError, InvalidUnwrap, InvalidTag) as wrong:
        raise UserError(
            f"意见 {opinion} 的个人信息打不开:密钥不是加密时的那一把",
            cure="放回原来的 data.key 或 CITYPLAN_DATA_KEY",
        ) from wrong
    found: dict[str, str] = json.loads(plain)
    return found


def unopened(desk: Desk) -> tuple[tuple[str, ...], int]:
    """Opinions whose key was wrapped by a data key that is not here, and how many have a key."""
    known = keys(desk.settings)
    with desk.ledger.read() as reading:
        wrapped = sealed.wrapped_by(reading)
    return tuple(one for one, by in wrapped.items() if by not in known), len(wrapped)


def masked(desk: Desk, reading: Reading, opinion: str) -> Mapping[str, str]:
    """The fields as a page shows them: names, numbers and addresses covered."""
    return mask(opened(desk, reading, opinion))


def speaks_of(desk: Desk, reading: Reading, opinion: str, text: str) -> str:
    """What kind of personal data `text` holds, of anybody or of this opinion's own; "" for none."""
    return spoken_of(text, opened(desk, reading, opinion))


def reveal(desk: Desk, actor: Actor, opinion: str, why: str) -> Mapping[str, str]:
    """The fields in plain, said in the chain before they are given; who may is the caller's.

    `UserError` without a reason; `Refused` once they were erased.
    """
    if len(why.strip()) < 2:
        raise UserError("没有写查看的理由", cure="写明为什么要看,如“电话回访”")
    with desk.ledger.read() as reading:
        if not opened(desk, reading, opinion):
            raise Refused(f"意见 {opinion} 没有留存的个人信息", cure="已按规定销毁的不能恢复")
        if said := speaks_of(desk, reading, opinion, why):
            raise UserError(f"理由里有{said},没有记入", cure="理由只写事情,不写人名、电话")
    with desk.ledger.write(actor, desk.now(), "opinion.reveal", f"{opinion} {why.strip()}") as unit:
        return opened(desk, unit.reading(), opinion)


def erase(
    desk: Desk, actor: Actor, opinions: Iterable[str], why: str, *, rule: str = ""
) -> tuple[str, ...]:
    """Destroy the keys of these opinions for ever; those that had one.

    The list beside the data key is written first: a crash between leaves a key that nothing
    opens, and the next round destroys it.
    """
    if len(why.strip()) < 2:
        raise UserError("没有写销毁的理由", cure="写明凭什么销毁,如“本人要求”“保存期满”")
    with desk.ledger.read() as reading:
        known = set(sealed.with_keys(reading))
        names = tuple(one for one in dict.fromkeys(opinions) if one in known)
        for one in names:
            if said := speaks_of(desk, reading, one, why):
                raise UserError(f"理由里有{said},没有记入", cure="理由只写事情,不写人名、电话")
    if not names:
        return ()
    note_destroyed(desk.settings, names)
    subject = names[0] if len(names) == 1 else f"{len(names)}"
    with desk.ledger.write(actor, desk.now(), "opinion.erase", subject) as unit:
        sealed.destroy(unit, names, rule=rule, text=why.strip())
    scrub(desk.settings.url)
    return names


def erased(reading: Reading) -> tuple[Erasure, ...]:
    """What was destroyed, oldest first."""
    return sealed.erasures_of(reading)


def _bound(opinion: str) -> bytes:
    """A ciphertext opens for its own opinion alone."""
    return b"cityplan personal 1\0" + opinion.encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
