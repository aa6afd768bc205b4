"""The settings of a node: one frozen object, read from `huren.toml` and from variables HUREN_*.

A variable beats the file, the file beats the default. Nothing else in `api/` takes orders from variables. An
unknown name in either is an error that suggests the setting with a similar name.
"""

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError as PydanticSettingsError

from api.errors import ApiError
from credentials.errors import RecordError, format_path
from credentials.record import Did
from web.brand.settings import SAID, BrandSettings

FILE = "huren.toml"

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>\\^`{|}\x00-\x20]{1,200}$")]

_UNREAD: dict[str, Any] = {"why": "it cannot be read.", "why_zh": "无法读取。"}


def _reasons(error: ValidationError) -> dict[str, Any]:
    """Return the condition that the value breaks, in both languages."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == SAID:
        return {"why": first["ctx"]["en"], "why_zh": first["ctx"]["zh"]}
    if first["type"] == "value_error":
        return {"why": "it is no address of a network.", "why_zh": "不是网络地址。"}
    refused = RecordError.from_pydantic(error)
    return {"why": refused.mend("en"), "why_zh": refused.mend("zh")}


def _check_proxy(text: str) -> str:
    if text != "*":
        ip_network(text, strict=False)  # raises ValueError with the fault
    return text


Proxy = Annotated[str, AfterValidator(_check_proxy)]


def is_among(address: str, named: tuple[str, ...]) -> bool:
    """Return whether an address is one of `named`: addresses, networks, or `*` for all."""
    try:
        ip = ip_address(address)
        return any(network == "*" or ip in ip_network(network, strict=False) for network in named)
    except ValueError:  # not an address, for example a test client's name
        return False


def _split(value: object) -> object:
    """Return the members of a list in a variable: JSON, or texts separated by commas."""
    if not isinstance(value, str):
        return value
    return (
        json.loads(value) if value.lstrip().startswith("[") else [part.strip() for part in value.split(",")]
    )


def _setting(default: Any, en: str, zh: str, *, reload: bool = False, **limits: Any) -> Any:
    """Declare a field with its documentation in both languages; `reload`: a running node takes a new
    value."""
    return Field(default, description=en, json_schema_extra={"zh": zh, "reload": reload}, **limits)


class Settings(BaseSettings):
    """Everything an operator may choose. The limits in docs/reference/ are not settings."""

    model_config = SettingsConfigDict(
        env_prefix="HUREN_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # database_url holds a password
    )

    data: Path = _setting(Path("huren-data"), "Folder of the registry.", "登记库所在文件夹。")
    database_url: SecretStr | None = _setting(
        None,
        "PostgreSQL database of the records, postgresql+psycopg://user:password@host/name; without it they "
        "are in a file in the folder.",
        "记录所在的 PostgreSQL 数据库，postgresql+psycopg://用户:密码@主机/库名；未设置时记录保存在上述文件夹的文件中。",
    )
    search_url: SecretStr | None = _setting(
        None,
        "Read replica of that database, in which lists are searched while it answers; as database_url.",
        "上述数据库的只读副本，可用时在其中检索列表；写法同 database_url。",
    )
    host: str = _setting("127.0.0.1", "Address to listen on.", "监听地址。", max_length=250)
    port: int = _setting(
        8000, "Port to listen on; 0 takes a free one.", "监听端口；0 表示任选空闲端口。", ge=0, le=65535
    )
    trusted_proxies: Annotated[tuple[Proxy, ...], NoDecode, BeforeValidator(_split)] = _setting(
        ("127.0.0.1",),
        "Addresses or networks whose X-Forwarded-For is believed.",
        "所发 X-Forwarded-For 可予采信的地址或网段。",
    )
    metrics_from: Annotated[tuple[Proxy, ...], NoDecode, BeforeValidator(_split)] = _setting(
        ("127.0.0.1", "::1"),
        "Addresses or networks that may read /metrics; to all others there is nothing.",
        "可读取 /metrics 的地址或网段；对其他来源该地址不存在。",
        reload=True,
    )
    font: Path | None = _setting(
        None,
        "A font file for characters of certificates that the Noto fonts lack.",
        "证书中 Noto 字体所缺字符使用的字体文件。",
        reload=True,
    )
    other_nodes: dict[Did, Address] = _setting(
        {},
        "Where the records of associations are kept whose log is not here: DID to address.",
        "日志不由本节点保存的协会及其登记库：DID 对应地址。",
        reload=True,
    )
    peers: dict[Did, Address] = _setting(
        {},
        "The nodes of other associations: DID to address. Their logs are taken, checked and, with a "
        "publication key, cosigned.",
        "其他协会的节点：DID 对应地址。本节点获取、核对其日志；配有发布密钥时并予联署。",
        reload=True,
    )
    plain_http: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = _setting(
        ("127.0.0.1", "::1", "localhost"),
        "Hosts, addresses or networks of peers that may be asked without TLS: those of your own intranet.",
        "可不经 TLS 访问的对等节点主机、地址或网段：仅限自己的内网。",
        reload=True,
    )
    sync_seconds: float = _setting(
        300.0,
        "How often a running node takes what its peers publish; 0: never.",
        "运行中的节点获取对等节点发布内容的间隔（秒）；0 表示不获取。",
        ge=0,
        le=86_400,
    )
    checkpoint_seconds: float = _setting(
        5.0,
        "How often a running node with a publication key signs the head of a log that has grown; 0: never.",
        "日志有增长时，配有发布密钥的运行中节点签署日志头的间隔（秒）；0 表示不签署。",
        ge=0,
        le=86_400,
    )
    publication_keys: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)] = _setting(
        (),
        "Publication keys of the associations whose node this is (PEM): they sign log heads and cosign those "
        "of peers.",
        "本节点所属协会的发布密钥文件（PEM）：用于签署日志头并联署对等节点的日志头。",
    )
    brand: BrandSettings = _setting(
        BrandSettings(),
        "Who speaks on the pages of this node, and how it is reached: a table, below member by member.",
        "本节点页面上的署名与联系方式：一个表，各项见下。",
        reload=True,
    )
    rate_per_minute: int = _setting(
        1200,
        "Credentials or records an address may POST a minute; what else it asks is paid for by the processor "
        "time it takes, a quarter of a core in all at 1200; 0 sets no limit.",
        "每个来源地址每分钟可提交的凭证或记录数；其他请求按所需处理器时间计，"
        "1200 时合计不超过四分之一个核心；0 表示不限。",
        reload=True,
        ge=0,
        le=10_000_000,
    )
    rate_burst: int = _setting(
        2000,
        "How many of them at once; a longer batch costs this much, or more where it takes more.",
        "其中一次可提交的数量；更长的批次按此计，实际所需更多时按实际计。",
        reload=True,
        ge=1,
        le=10_000_000,
    )
    body_seconds: float = _setting(
        30.0, "Seconds in which the body of a request must arrive.", "请求体送达的时限（秒）。", gt=0, le=3600
    )
    header_bytes: int = _setting(
        16 * 1024,
        "Largest head of a request: its address and its header fields, in bytes.",
        "请求头（地址与各字段）的最大字节数。",
        ge=1024,
        le=2**20,
    )
    header_seconds: float = _setting(
        10.0, "Seconds in which the head of a request must arrive.", "请求头送达的时限（秒）。", gt=0, le=3600
    )
    idle_seconds: float = _setting(
        75.0,
        "Seconds that a connection stays open between requests; longer than a proxy in front keeps its own.",
        "两次请求之间保持连接的时间（秒），应长于前置代理保持连接的时间。",
        gt=0,
        le=3600,
    )
    write_seconds: float = _setting(
        30.0,
        "Seconds after which a client is dropped that takes less than 1 KiB of an answer a second.",
        "客户端接收应答低于每秒 1 KiB 时，断开前等待的时间（秒）。",
        gt=0,
        le=3600,
    )
    connections: int = _setting(
        1024,
        "Connections at once; less where the system gives fewer file descriptors. The one that has waited "
        "for a request longest makes room for a new one.",
        "同时连接数上限；系统文件描述符不足时更低。满额时，等待请求最久的连接让位。",
        ge=16,
        le=100_000,
    )
    connections_per_address: int = _setting(
        128,
        "Those of one address, trusted proxies excepted.",
        "其中每个来源地址的上限；可信代理除外。",
        ge=1,
        le=100_000,
    )
    batch_bytes: int = _setting(
        32 * 1024 * 1024,
        "Largest body of a batch, in bytes.",
        "批次请求体的最大字节数。",
        reload=True,
        ge=65_536,
        le=2**30,
    )
    body_memory: int = _setting(
        256 * 1024 * 1024,
        "Bytes of all request bodies and matrices that are held at once, beyond the first 64 KiB of each; "
        "one address may have a quarter. Never less than one batch (batch_bytes).",
        "同时持有的全部请求体与核验矩阵字节数上限（每个请求体前 64 KiB 不计）；每个来源地址至多四分之一。"
        "不少于一个批次的字节数上限。",
        reload=True,
        ge=2**20,
        le=2**40,
    )
    batch_workers: int = _setting(
        2,
        "Processes that verify batches, and one more checks tenders; 0 does both in the server itself.",
        "核验批次所用的进程数，另有一个进程核验招标；0 表示均在服务进程内进行。",
        ge=0,
        le=256,
    )
    trust_poll_seconds: float = _setting(
        1.0,
        "How often, at most, the registry is asked whether another process changed its trust data.",
        "查看其他进程是否改动信任数据的最短间隔（秒）。",
        ge=0,
        le=3600,
    )
    trust_wait_seconds: float = _setting(
        1.0,
        "How long a verification waits for new trust data before it uses the last one.",
        "核验等待新信任数据的最长时间（秒），之后使用上一份。",
        ge=0,
        le=60,
    )
    stop_seconds: int = _setting(
        10,
        "Seconds that requests under way are given when the node stops.",
        "停止时留给未完成请求的时间（秒）。",
        ge=0,
        le=600,
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info", "The least important lines that are logged.", "所记录日志的最低级别。", reload=True
    )

    @property
    def database(self) -> str | None:
        """Return `database_url` in clear text, for the connection; elsewhere the setting shows as stars."""
        return self.database_url.get_secret_value() if self.database_url is not None else None

    @property
    def replica(self) -> str | None:
        """Return `search_url` in clear text, for the connection."""
        return self.search_url.get_secret_value() if self.search_url is not None else None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then variables, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, path: Path | None = None, **chosen: object) -> "Settings":
        """Return the settings from the file `path` (none if it is missing); HUREN_* override them, and
        `chosen` overrides both.

        Raises ApiError settings-unreadable and setting-value.
        """

        # a class of its own: pydantic-settings takes the path of the file from the class
        class _FromFile(cls):  # type: ignore[misc, valid-type]
            model_config = SettingsConfigDict(toml_file=path)

        try:
            merged = _FromFile(**chosen)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            if first["type"] == "extra_forbidden":
                raise unknown_setting(format_path(first["loc"]), setting_names(cls)) from None
            raise ApiError("setting-value", format_path(first["loc"]), **_reasons(error)) from None
        except PydanticSettingsError as error:
            raise ApiError("setting-value", _name(error), **_UNREAD) from None
        except (OSError, ValueError) as error:  # tomllib's error is a ValueError
            raise ApiError("settings-unreadable", path=str(path), why=str(error)[:200]) from None
        return Settings.model_construct(**{name: getattr(merged, name) for name in cls.model_fields})


RELOADED = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if isinstance(field.json_schema_extra, dict) and field.json_schema_extra["reload"]
)
"""Settings that take effect in a running node when it reloads."""


def setting_names(table: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the name of every setting; settings in a table have a dotted path."""
    for name, field in table.model_fields.items():
        yield before + name
        if isinstance(field.default, BaseModel):
            yield from setting_names(type(field.default), f"{before}{name}.")


def unknown_setting(name: str, known: Iterable[str]) -> ApiError:
    """Return the error of an unknown setting, with the known one of a similar name, if any."""
    near = get_close_matches(name, known, n=1, cutoff=0.8)
    hint, hint_zh = (f"Is “{near[0]}” meant? ", f"是否应为“{near[0]}”？") if near else ("", "")
    return ApiError("setting-unknown", name=name[:80], hint=hint, hint_zh=hint_zh)


def _name(error: PydanticSettingsError) -> str:
    """Return the field in pydantic's sentence `error parsing value for field "x" …`."""
    _, _, rest = str(error).partition('field "')
    return rest.partition('"')[0]
