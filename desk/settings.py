"""Settings from the environment (`CITYPLAN_*`), typed; an unsafe value refuses to start."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from desk.proxies import Networks, networks
from ledger.pools import Part, Pool, pool_of
from observations.errors import UserError
from targets.load import DEFAULT_PLAN

MINIMUM_SECRET = 32
MINIMUM_DISTINCT = 10  # bytes; 32 random hexadecimal digits have more
CREDENTIALS = "CREDENTIALS_DIRECTORY"
_PARTS: dict[str, Part] = {
    "pool_web": "web",
    "pool_worker": "worker",
    "pool_command": "command",
}
WEAK = (b"changeme", b"secret", b"default", b"cityplan", b"password")


class Settings(BaseSettings):
    """Everything that differs between two installations; `cityplan settings` lists it."""

    model_config = SettingsConfigDict(env_prefix="CITYPLAN_", frozen=True, extra="ignore")

    home: Path = Field(Path("var"), description="数据目录")
    database_url: str = Field("", repr=False, description="数据库地址,默认为数据目录内的 SQLite")
    read_url: str = Field(
        "", repr=False, description="只读副本的地址(PostgreSQL 流复制),看板和开放数据在那里读"
    )
    read_lag: float = Field(5.0, gt=0, description="只读副本最多可落后几秒,超出的在主库读")
    pool_web: str = Field(
        "",
        description="看板的数据库连接,如 processes=2,size=8,more=8,statement=120,lock=60,idle=120",
    )
    pool_worker: str = Field("", description="核验进程的数据库连接,写法同 CITYPLAN_POOL_WEB")
    pool_command: str = Field("", description="定时任务和命令的数据库连接,写法同 CITYPLAN_POOL_WEB")
    plan: Path = Field(DEFAULT_PLAN, description="方案目录")
    secret_key: str = Field(
        "", repr=False, description="会话密钥,至少32个字符,默认在数据目录内生成"
    )
    calendar: Path | None = Field(
        None, description="工作日历补充文件,默认为数据目录内的 calendar.yaml"
    )
    data_key: str = Field("", repr=False, description="个人信息加密密钥(意见建议)")
    alert_urls: str = Field("", repr=False, description="预警通道地址,逗号分隔")
    alert_allow: str = Field("", description="准许的内网预警主机,逗号分隔")
    alert_recipients: str = Field(
        "", repr=False, description="各单位的预警收件人,单位编号=邮箱;邮箱,各项以逗号分隔"
    )
    now: datetime | None = Field(None, description="模拟时钟,仅限演示库")
    idle_minutes: int = Field(60, ge=5, le=600, description="多久没有操作即自动退出,分钟(大屏除外)")
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="日志写法:json、text,auto 为在终端用 text、其余用 json"
    )
    trusted_proxy: str = Field(
        "", description="只信这些反向代理转来的访客地址,IP 或网段,逗号分隔;不写则谁也不信"
    )
    site: str = Field(
        "",
        pattern="^(https?://[^\\s/]+/?)?$",
        description="看板的网址,如 https://cityplan.example,定时任务的结果里带上链接",
    )
    insecure_cookie: bool = Field(False, description="允许不经 HTTPS 的会话(仅限本机)")

    browser: str = Field(
        "", description="绘通报图表的 Chromium 程序,不写则用本机找到的;none 为不绘图"
    )
    public: bool = Field(False, description="公开页 /public:不登录可读已批准公开的内容")
    open_data_licence: str = Field(
        "other-at", description="开放数据的许可:other-at、CC-BY-4.0、CC0-1.0、ODC-BY-1.0"
    )

    send_heads: bool = Field(False, description="每天的审计链头也经预警通道送出")
    keep_originals_days: int = Field(1095, ge=1, description="来件原件的最短保存期,天")

    backups: Path | None = Field(
        None, description="每天自动备份写到哪个目录(数据目录之外),不写则不自动备份"
    )
    backups_kept: int = Field(14, ge=2, description="自动备份保留最近几份")

    api_token_per_minute: int = Field(
        600, ge=1, description="每个令牌每分钟的接口请求数(每个网页进程)"
    )
    api_address_per_minute: int = Field(
        1200, ge=1, description="每个地址每分钟的接口请求数(每个网页进程)"
    )
    login_per_minute: int = Field(60, ge=1, description="每个地址每分钟的登录次数(每个网页进程)")
    asker_per_second: int = Field(
        30, ge=1, description="每处登录或地址每秒着手办的请求数,超出的排队(每个网页进程)"
    )
    rest_per_second: int = Field(
        50,
        ge=1,
        description="翻页以外(文件、登录、接口)每秒着手办的请求总数,超出的排队(每个网页进程)",
    )
    session_per_minute: int = Field(
        900, ge=1, description="每处登录每分钟的请求数,静态文件除外(每个网页进程)"
    )
    downloads_per_minute: int = Field(60, ge=1, description="每处登录每分钟的下载数(每个网页进程)")
    api_big_bodies: int = Field(4, ge=1, description="同时接收的大文件(1 MB 以上)数(每个网页进程)")

    @field_validator("secret_key")
    @classmethod
    def _strong(cls, value: str) -> str:
        if value and not _is_strong(value.encode()):
            raise ValueError("会话密钥过短、重复或是常见默认值,须为至少32个字符的随机串")
        return value

    @field_validator("pool_web", "pool_worker", "pool_command")
    @classmethod
    def _pool(cls, value: str, info: ValidationInfo) -> str:
        pool_of(_PARTS[str(info.field_name)], value)
        return value

    @field_validator("trusted_proxy")
    @classmethod
    def _networks(cls, value: str) -> str:
        networks(value)
        return value

    def pool(self, part: Part) -> Pool:
        """How a process of this kind holds connections to PostgreSQL."""
        said = {"web": self.pool_web, "worker": self.pool_worker, "command": self.pool_command}
        return pool_of(part, said[part])

    @property
    def copy_to_read(self) -> tuple[str, float] | None:
        """The server that follows the first, and by how many seconds it may be behind."""
        return (self.read_url, self.read_lag) if self.read_url else None

    def proxies(self) -> Networks:
        """The proxies whose word on the visitor's address is taken; none by default."""
        return networks(self.trusted_proxy)

    @property
    def url(self) -> str:
        """Database address; SQLite inside `home` unless set."""
        return self.database_url or f"sqlite:///{(self.home / 'cityplan.db').resolve()}"

    @property
    def calendar_path(self) -> Path:
        """The file that adds to the working-day calendar; it need not exist."""
        return self.calendar or self.home / "calendar.yaml"

    @property
    def calendars_dir(self) -> Path:
        """Where every loaded version of that file lies, unchanged, under its version."""
        return self.home / "calendars"

    @property
    def spool_dir(self) -> Path:
        """Where originals lie, unchanged, under their hash."""
        return self.home / "spool"

    @property
    def heads_dir(self) -> Path:
        """Where the daily heads of the audit chain lie; to be copied elsewhere."""
        return self.home / "heads"

    @property
    def papers_dir(self) -> Path:
        """Where issued papers and return sheets lie."""
        return self.home / "papers"

    @property
    def keys_outside(self) -> tuple[str, ...]:
        """Environment variables that hold keys: no copy of the home has them."""
        known = {"secret_key": self.secret_key, "data_key": self.data_key}
        return tuple(f"CITYPLAN_{name.upper()}" for name, value in known.items() if value)

    def secret(self) -> bytes:
        """The session secret; made once in `home`, readable by its owner only."""
        if self.secret_key:
            return self.secret_key.encode()
        path = self.home / "secret.key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            _make_secret(path)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UserError(f"密钥文件 {path.name} 可被他人读取", cure="执行 chmod 600 后再启动")
        found = path.read_bytes()
        if not _is_strong(found):
            raise UserError(
                f"密钥文件 {path.name} 为空、过短或不是随机串",
                cure="删除它后再启动,会另行生成;届时各岗位须重新登录",
            )
        return found


def _is_strong(secret: bytes) -> bool:
    return (
        len(secret.strip()) >= MINIMUM_SECRET
        and len(set(secret)) >= MINIMUM_DISTINCT
        and not secret.lower().startswith(WEAK)
    )


def _make_secret(path: Path) -> None:
    """Make the secret whole under another name, then link it: of two processes one wins."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def load_settings() -> Settings:
    """Settings of this process; `UserError` with one clear line for an unsafe value.

    A setting may also be handed over as a file `cityplan_secret_key` and so on in the folder
    that systemd (LoadCredential=) or a container names: then it stands in no environment.
    """
    handed = Path(os.environ.get(CREDENTIALS) or "/nowhere")
    try:
        return Settings(_secrets_dir=handed if handed.is_dir() else None)
    except ValidationError as error:
        first = error.errors()[0]
        name = "CITYPLAN_" + "_".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise UserError(f"设置 {name} 不可用:{reason}", cure="改正环境变量后再启动") from error
