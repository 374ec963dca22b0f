"""`cityplan init|settings|user|token|demo`: the installation itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli import deputies, second_factor, sign_out
from flows.cli.output import plain, progress, said, say, show
from flows.cli.session import the_actor, the_desk

_SET = "(已设置)"
"""What a document says of a secret that is set."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.command("init")(init)
    app.command("settings")(settings)
    app.command("demo")(demo)
    users = typer.Typer(help="岗位与口令", no_args_is_help=True)
    users.command("add")(user_add)
    users.command("rights")(user_rights)
    users.command("list")(user_list)
    users.command("disable")(user_disable)
    users.command("enable")(user_enable)
    users.command("password")(user_password)
    deputies.register(users)
    sign_out.register(users)
    second_factor.register(users)
    app.add_typer(users, name="user")
    tokens = typer.Typer(help="程序用的令牌", no_args_is_help=True)
    tokens.command("add")(token_add)
    tokens.command("list")(token_list)
    tokens.command("revoke")(token_revoke)
    app.add_typer(tokens, name="token")


def init(
    baselines: Annotated[
        Path | None, typer.Option(help="基期表(csv 或 xlsx:指标、地区、基期、基期值、来源)")
    ] = None,
    history: Annotated[
        Path | None, typer.Option(help="历史报表所在文件夹,照常收取、核验,审核审定后生效")
    ] = None,
) -> None:
    """正式开始:建库、载入方案和已公布的数值、创建管理员(一次性口令只显示一次)。"""
    from desk.settings import load_settings
    from desk.setup import start

    done = start(load_settings(), "real")
    taken = _import(baselines, history)
    secret = "init.secret" if done.password else "init.again"
    lines = [
        said("init.ready", url=done.url),
        said("init.plan", plan=done.plan, targets=done.targets, published=done.published),
        said(secret, post=done.administrator, password=done.password),
        said("init.next"),
    ]
    show({**plain(done), **taken}, "\n".join([*lines, *_imported(taken)]))


def _import(baselines: Path | None, history: Path | None) -> dict[str, int]:
    """Baselines and past forms of a real start, through the same doors as later ones."""
    from desk.baseline_table import import_baselines
    from desk.delivery import ingest_files

    taken: dict[str, int] = {}
    with the_desk() as desk:
        actor = the_actor(desk)
        if baselines is not None:
            taken["baselines"] = import_baselines(desk, actor, baselines)
        if history is not None:
            outcomes = ingest_files(desk, actor, [history])
            taken["accepted"] = sum(one.status == "accepted" for one in outcomes)
            taken["delivered"] = len(outcomes)
    return taken


def _imported(taken: dict[str, int]) -> list[str]:
    lines = []
    if "baselines" in taken:
        lines.append(said("baseline.imported", count=taken["baselines"]))
    if "delivered" in taken:
        lines.append(said("init.history", accepted=taken["accepted"], count=taken["delivered"]))
    return lines


def settings() -> None:
    """列出设置(密钥只显示有无)。"""
    from desk.settings import Settings, load_settings

    now = load_settings()
    rows = [
        {
            "name": f"CITYPLAN_{name.upper()}",
            "value": _shown(name, getattr(now, name)),
            "description": field.description,
        }
        for name, field in Settings.model_fields.items()
    ]
    meanings = [said(f"setting.{name}") for name in Settings.model_fields]
    lines = [
        f"{row['name']:24} {said('set') if row['value'] == _SET else row['value']!s:40} {meaning}"
        for row, meaning in zip(rows, meanings, strict=True)
    ]
    show({"settings": rows}, "\n".join(lines))


def _shown(name: str, value: object) -> object:
    if name.endswith("_key") or name == "alert_urls":
        return _SET if value else ""
    if name in ("database_url", "read_url") and value:
        from ledger.engine import shown_url

        return shown_url(str(value))
    return str(value) if isinstance(value, Path) else value


def user_add(
    post: Annotated[str, typer.Argument(help="岗位名,如 市政科经办人(写岗位,不写人名)")],
    role: Annotated[list[str], typer.Option(help="viewer|clerk|reviewer|desk|leader|admin,可重复")],
    office: Annotated[list[str] | None, typer.Option(help="所属单位代码,可重复")] = None,
    area: Annotated[list[str] | None, typer.Option(help="限定地区代码,可重复")] = None,
) -> None:
    """新增岗位;一次性口令只显示一次。"""
    from desk.accounts import add_post
    from desk.post_words import described

    with the_desk() as desk:
        new = described(desk, post, role, office or [], area or [])
        password = add_post(desk, the_actor(desk), new)
    show({"post": post, "password": password}, said("user.added", post=post, password=password))


def user_rights(
    post: Annotated[str, typer.Argument(help="岗位名")],
    role: Annotated[list[str], typer.Option(help="viewer|clerk|reviewer|desk|leader|admin,可重复")],
    office: Annotated[list[str] | None, typer.Option(help="所属单位代码,可重复")] = None,
    area: Annotated[list[str] | None, typer.Option(help="限定地区代码,可重复")] = None,
) -> None:
    """改一个在用岗位的权限(整套重写);口令、登录和令牌不变。"""
    from desk.accounts import change_rights
    from desk.post_words import described

    with the_desk() as desk:
        changed = described(desk, post, role, office or [], area or [])
        change_rights(desk, the_actor(desk), changed)
    about = {"roles": sorted(changed.roles), "offices": sorted(changed.offices)}
    show({"post": post, **about}, said("user.rights", post=post))


def user_list() -> None:
    """列出岗位。"""
    from desk.accounts import posts

    with the_desk() as desk:
        rows = posts(desk)
    lines = [
        f"{a.name}  {said('and').join(sorted(a.roles))}  "
        f"{said('and').join(sorted(a.offices)) or said('user.all')}"
        f"{'' if a.active else said('user.inactive')}"
        for a in rows
    ]
    show({"posts": rows}, "\n".join(lines) or said("user.none"))


def user_disable(post: Annotated[str, typer.Argument(help="岗位名")]) -> None:
    """停用岗位;其登录立即失效。"""
    from desk.accounts import disable

    with the_desk() as desk:
        disable(desk, the_actor(desk), post)
    show({"post": post, "active": False}, said("user.disabled", post=post))


def user_enable(post: Annotated[str, typer.Argument(help="岗位名")]) -> None:
    """重新启用岗位;停用以前的登录和令牌不再有效。"""
    from desk.accounts import enable

    with the_desk() as desk:
        enable(desk, the_actor(desk), post)
    show({"post": post, "active": True}, said("user.enabled", post=post))


def user_password(post: Annotated[str, typer.Argument(help="岗位名")]) -> None:
    """重置口令;新的一次性口令只显示一次。"""
    from desk.accounts import change_password
    from desk.passwords import new_password

    secret = new_password()
    with the_desk() as desk:
        change_password(desk, the_actor(desk), post, secret)
    show({"post": post, "password": secret}, said("user.password", post=post, password=secret))


def token_add(
    name: Annotated[str, typer.Argument(help="用途,如 供水平台对接")],
    post: Annotated[str, typer.Option(help="代表哪个岗位")],
    days: Annotated[int, typer.Option(min=1, max=366, help="有效天数")] = 90,
) -> None:
    """发一个令牌;只显示一次。"""
    from desk.accounts import issue_token

    with the_desk() as desk:
        token = issue_token(desk, the_actor(desk), name, post, days)
    show({"name": name, "post": post, "token": token}, said("token.added", name=name, token=token))


def token_list() -> None:
    """列出令牌(不含密文)。"""
    from desk.accounts import tokens

    with the_desk() as desk:
        rows = tokens(desk)
    lines = [
        f"{t.name}  {t.post}  "
        + said("token.gone" if t.revoked_at else "token.until", day=f"{t.expires_at:%Y-%m-%d}")
        for t in rows
    ]
    show({"tokens": rows}, "\n".join(lines) or said("token.none"))


def token_revoke(name: Annotated[str, typer.Argument(help="令牌名")]) -> None:
    """收回令牌;立即失效。"""
    from desk.accounts import revoke_token

    with the_desk() as desk:
        revoke_token(desk, the_actor(desk), name)
    show({"name": name, "revoked": True}, said("token.revoked", name=name))


def demo(
    home: Annotated[Path, typer.Option(help="演示数据目录")] = Path("var/demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="重新生成演示数据")] = False,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="之后打开看板")] = True,
    port: Annotated[int, typer.Option(help="看板端口")] = 8050,
) -> None:
    """演示:合成数据经真实流程回放三年,然后打开看板。"""
    import os

    from desk.demo.replay import prepare
    from desk.settings import load_settings

    os.environ["CITYPLAN_HOME"] = str(home.resolve())
    os.environ.pop("CITYPLAN_DATABASE_URL", None)
    os.environ["CITYPLAN_INSECURE_COOKIE"] = "true"  # plain http, on loopback only
    now = load_settings()
    with progress() as tick:
        logins = prepare(now, fresh=fresh, tick=tick)
    lines = [f"  {login.role}  {login.post}  {login.password}" for login in logins]
    show({"home": str(home), "logins": logins}, "\n".join([said("demo.logins"), *lines]))
    if serve:
        from flows.serve import serve as run

        run(port, say=say)
