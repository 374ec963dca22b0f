"""The first sign-in: a password that somebody else set is good for setting one's own, once."""

from __future__ import annotations

from datetime import datetime

from desk import passwords
from desk.accounts import SOMEWHERE, log_in
from desk.good_passwords import require_good
from desk.handle import Desk
from desk.proving import one_time, proven
from ledger import accounts
from ledger.sessions import Visit
from observations.errors import Refused, UserError


def first_sign_in(
    desk: Desk, post: str, given: str, chosen: str, now: datetime, *, visit: Visit = SOMEWHERE
) -> str:
    """Replace the password `given` by the post's own choice; a session token.

    `UserError` as `log_in` has it, or when the choice is no good one or no other one, or the
    one-time password is too old; `Refused`
    when somebody was faster with the same one-time password.
    """
    known = proven(desk, post, given, now)
    one_time(desk, post, now)
    require_good(desk, post, chosen)
    if chosen == given:
        raise UserError("新口令与一次性口令相同", cure="另设一个只有本人知道的口令")
    hashed = passwords.hash_password(chosen)
    with desk.ledger.write(known.row.actor, now, "post.password", post) as unit:
        unit.lock_chain()
        if accounts.password_hash(unit.reading(), post) != known.hash:
            raise Refused("口令刚被更改", cure="不是本人更改的,请立即与管理员核实")
        accounts.set_password(unit, post, hashed)
    return log_in(desk, post, chosen, now, visit=visit)
