"""Demo posts: one pair an office, the bureau's desk, a leader, an administrator."""

from __future__ import annotations

from dataclasses import dataclass

from desk.accounts import add_post, change_password
from desk.deadlines import due_forms
from desk.handle import Desk
from observations.identity import Actor, Role

PASSWORD = "yanshi-2023-2025"  # noqa: S105 -- opens nothing but a database stamped 演示
DESK = Actor("住建局调度岗", frozenset({Role.DESK}))
LEADER = Actor("领导小组岗", frozenset({Role.LEADER}))
ADMIN = Actor("系统管理员", frozenset({Role.ADMIN}))


@dataclass(frozen=True)
class Login:
    """A demo login as printed."""

    role: str
    post: str
    password: str


def clerk(desk: Desk, office: str) -> Actor:
    """The post that fills an office's form."""
    return _pair(desk, office)[0]


def reviewer(desk: Desk, office: str) -> Actor:
    """The office's second post."""
    return _pair(desk, office)[1]


def _pair(desk: Desk, office: str) -> tuple[Actor, Actor]:
    name, scope = desk.office_names[office], frozenset({office})
    return (
        Actor(f"{name}填报岗", frozenset({Role.CLERK}), scope),
        Actor(f"{name}审核岗", frozenset({Role.REVIEWER}), scope),
    )


def everybody(desk: Desk) -> tuple[Actor, ...]:
    """All demo posts."""
    offices = [post for o in desk.plan.reporting_offices for post in _pair(desk, o)]
    return (DESK, LEADER, ADMIN, *offices)


def add_posts(desk: Desk) -> None:
    """Create every demo post; the administrator is there from the start and gets its password."""
    change_password(desk, ADMIN, ADMIN.post, PASSWORD)
    for post in everybody(desk):
        if post != ADMIN:
            add_post(desk, ADMIN, post, PASSWORD)


def logins(desk: Desk) -> tuple[Login, ...]:
    """One login a role, then both posts of an office that has a form still to send."""
    first = desk.plan.reporting_offices[0]
    shown = (DESK, LEADER, clerk(desk, first), reviewer(desk, first), ADMIN)
    made = [_login(post) for post in shown]
    waiting = _asked(desk)
    for post in (clerk(desk, waiting), reviewer(desk, waiting)) if waiting else ():
        made.append(_login(post, "(有待报的表)"))
    return tuple(made)


def _login(post: Actor, more: str = "") -> Login:
    return Login("、".join(role.label for role in post.roles) + more, post.post, PASSWORD)


def _asked(desk: Desk) -> str:
    """An office whose form nobody has sent; "" when all came."""
    forms = due_forms(desk, desk.today())
    return next((one.office for one in forms if one.state in ("due", "late")), "")
