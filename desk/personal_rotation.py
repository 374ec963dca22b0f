"""A new data key in the place of the old one: every key is wrapped anew, the chain untouched."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from desk.data_key import add_key, alone, drop_keys, fingerprint, keys
from desk.handle import Desk
from desk.rights import require_everywhere
from ledger import sealed
from observations.errors import UserError
from observations.identity import Actor, Role


def rotate(desk: Desk, actor: Actor) -> int:
    """Wrap every key by a new data key and forget the old one; how many.

    The new key is on the disk before a row is changed and the old one goes after the commit: a
    crash between leaves both, and either kind of row opens. `UserError` where a key cannot be
    opened, or the data key comes from CITYPLAN_DATA_KEY.
    """
    require_everywhere(actor, Role.ADMIN)
    with alone(desk.settings, "rotate"):
        return _rotated(desk, actor)


def _rotated(desk: Desk, actor: Actor) -> int:
    new = add_key(desk.settings)
    with desk.ledger.write(actor, desk.now(), "personal.rotate", fingerprint(new)) as unit:
        known = keys(desk.settings)
        anew = {}
        for opinion, wrapped, by in sealed.wrapped_keys(unit):
            try:
                key = aes_key_unwrap(known[by], base64.b64decode(wrapped))
            except (KeyError, InvalidUnwrap) as wrong:
                raise UserError(
                    f"意见 {opinion} 的密钥打不开,没有更换", cure="放回原来的 data.key 再换"
                ) from wrong
            anew[opinion] = base64.b64encode(aes_key_wrap(new, key)).decode("ascii")
        sealed.rewrap(unit, anew, fingerprint(new))
    drop_keys(desk.settings, but=new)
    return len(anew)
