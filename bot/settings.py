"""The environment, read once."""

import re
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parent.parent
TELEGRAM = "https://api.telegram.org"
ENV_FILE = Path(".env")
MAY_BE_EMPTY = frozenset(("hosts", "trusted_proxies"))
SHORTEST_SECRET = 32
DRIVERS = frozenset(("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"))
NEW_SECRET = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"  # noqa: S105  # how to make one


_BOT_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)
_IN_A_HEADER = re.compile(r"[!-~]+")
_SOCKET = re.compile(r"unix:///\S+")
_HARD_TO_GUESS = re.compile(rf"[!-~]{{{SHORTEST_SECRET},}}")


class Settings(BaseSettings):
    """Every setting of the assistant; each is `ONESTOP_` and its name in capitals in the environment or `.env`."""

    model_config = SettingsConfigDict(env_prefix="ONESTOP_", env_file=ENV_FILE, extra="ignore", frozen=True)

    telegram_token: SecretStr | None = None
    telegram_base_url: str = TELEGRAM
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr | None = None
    telegram_staff_group: Annotated[str | None, Field(description="id of the Telegram group in which staff answer")] = (
        None
    )
    admin_chat: Annotated[
        str | None,
        Field(description="id of the Telegram chat that is told when a part is stuck; else the staff group"),
    ] = None
    database_url: str | None = None
    nlu_url: Annotated[
        str | None, Field(description="a Rasa server that somebody else runs, or several with commas")
    ] = None
    nlu_token: Annotated[SecretStr | None, Field(description="what those servers want to be shown")] = None
    metrics_token: Annotated[
        SecretStr | None, Field(description="shows the details of /healthz and /metrics to others than this machine")
    ] = None
    secret: Annotated[
        SecretStr | None,
        Field(
            description="signs cookies, the same for all processes behind one address; else one of the data folder's"
        ),
    ] = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    watch_host: Annotated[
        str, Field(description="where a process without the role web shows /healthz and /metrics; a loopback address")
    ] = "127.0.0.1"
    watch_port: Annotated[int, Field(ge=0, le=65535, description="likewise; each process of one machine its own")] = (
        8081
    )
    hosts: Annotated[
        str,
        Field(
            description="names that browsers use for us, with commas; loopback and the public URL's are known anyway"
        ),
    ] = ""
    rest_token: SecretStr | None = None
    data_dir: Path = ROOT / "data"
    timezone: str = "Asia/Shanghai"
    public_url: Annotated[str | None, Field(description="how browsers and Telegram reach us, as https://host")] = None
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        Field(
            description="addresses and networks of proxies before us, as 10.0.0.7,fd00::/8: only they are believed on "
            "whom they speak for (X-Forwarded-For) and whether by TLS (X-Forwarded-Proto); nobody where empty"
        ),
    ] = ()
    rate_per_second: Annotated[
        float, Field(gt=0, allow_inf_nan=False, description="Telegram messages a second over all chats")
    ] = 30
    rate_per_chat: Annotated[
        float, Field(gt=0, allow_inf_nan=False, description="Telegram messages a second to one chat")
    ] = 1

    @field_validator("*", mode="before")
    @classmethod
    def _says_something(cls, given: object, about: ValidationInfo) -> object:
        words = given.get_secret_value() if isinstance(given, SecretStr) else given
        if isinstance(words, str) and not words.strip() and about.field_name not in MAY_BE_EMPTY:
            raise ValueError("it is empty. Give it a value, or take it out")
        return given

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _as_telegram_takes_it(cls, secret: SecretStr | None) -> SecretStr | None:
        return _written(secret, _WEBHOOK_SECRET, "Telegram takes at most 256 letters, digits, - and _ for it")

    @field_validator("rest_token", "metrics_token", "nlu_token")
    @classmethod
    def _fits_a_header(cls, token: SecretStr | None) -> SecretStr | None:
        return _written(token, _IN_A_HEADER, "it travels in a header: write it in ASCII, without blanks")

    @field_validator("secret")
    @classmethod
    def _is_hard_to_guess(cls, secret: SecretStr | None) -> SecretStr | None:
        short = f"it needs {SHORTEST_SECRET} characters or more, in ASCII without blanks. Make one: {NEW_SECRET}"
        return _written(secret, _HARD_TO_GUESS, short)

    @field_validator("telegram_staff_group", "admin_chat")
    @classmethod
    def _is_a_chat(cls, chat: str | None) -> str | None:
        if chat is not None and not re.fullmatch(r"-?\d+", chat, re.ASCII):
            raise ValueError("a chat's id is a number, as -1001234567890")
        return chat

    @field_validator("telegram_base_url", "public_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is not None and not _is_url(url):
            raise ValueError("it is no address; write it as https://host or http://host:port")
        return url

    @field_validator("nlu_url")
    @classmethod
    def _are_addresses(cls, urls: str | None) -> str | None:
        if not all(_SOCKET.fullmatch(url) or _is_url(url) for url in _listed(urls)):
            raise ValueError(
                "it is no address; write it as http://host:port, or several as http://one:5005,http://two:5005"
            )
        return urls

    @field_validator("http_host", "watch_host")
    @classmethod
    def _is_a_host(cls, host: str) -> str:
        if not re.fullmatch(r"[\w.:-]+", host, re.ASCII):
            raise ValueError("it is no host; write an address or a name, as 127.0.0.1 or 0.0.0.0")
        return host

    @field_validator("hosts")
    @classmethod
    def _are_names(cls, hosts: str) -> str:
        for name in hosts.split(","):
            if not re.fullmatch(r"[\w.:\[\]-]*", name.strip(), re.ASCII):
                raise ValueError(f"{name.strip()!r} is no host's name; write names with commas, as chat.campus.edu")
        return hosts

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str | None) -> str | None:
        if url is not None and not _is_database(url):  # not said which: there may be a password in it
            raise ValueError(
                "it is no database we know; write it as postgresql://user:password@host/name or sqlite:////folder/file.db"
            )
        return url

    @field_validator("data_dir")
    @classmethod
    def _is_a_folder(cls, folder: Path) -> Path:
        folder = folder.expanduser()
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"{folder} is a file; name a folder")
        return folder

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{name!r} is no time zone; write one like Asia/Shanghai") from None
        return name

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        return tuple(_network(one.strip()) for one in written.split(",") if one.strip())

    @model_validator(mode="after")
    def _token_is_as_botfather_gives_it(self) -> "Settings":
        if self.telegram_base_url == TELEGRAM:  # what stands in for it may take any
            otherwise = "ONESTOP_TELEGRAM_TOKEN: is no bot's token; copy the one of @BotFather whole, as 123456:ABC..."
            _written(self.telegram_token, _BOT_TOKEN, otherwise)
        return self

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> "Settings":
        if self.telegram_token and self.telegram_mode == "webhook" and not self.telegram_webhook_secret:
            raise ValueError("webhook mode needs ONESTOP_TELEGRAM_WEBHOOK_SECRET, so that nobody else can post updates")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The campus zone."""
        return ZoneInfo(self.timezone)

    def is_proxy(self, address: str) -> bool:
        """Say whether an address is that of a proxy before us."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.trusted_proxies)

    @property
    def reached_by_tls(self) -> bool:
        """Whether browsers come by https."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def webhook_secret(self) -> str | None:
        """The secret of Telegram's webhook, None while we poll."""
        secret = self.telegram_webhook_secret
        return secret.get_secret_value() if secret and self.telegram_mode == "webhook" else None

    @property
    def nlu_urls(self) -> tuple[str, ...]:
        """Each Rasa that somebody else runs; none where we run our own."""
        return tuple(dict.fromkeys(_listed(self.nlu_url)))

    @property
    def database(self) -> str:
        """The database's URL; a SQLite file in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data_dir / 'onestop.db'}"


def _written(secret: SecretStr | None, pattern: re.Pattern[str], otherwise: str) -> SecretStr | None:
    """Return a secret that is written so; what it is must not be told."""
    if secret is not None and not pattern.fullmatch(secret.get_secret_value()):
        raise ValueError(otherwise)
    return secret


def _listed(written: str | None) -> list[str]:
    return [one.strip() for one in written.split(",")] if written else []


def _is_url(written: str) -> bool:
    try:
        parts = urlsplit(written)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", written)


def _is_database(written: str) -> bool:
    try:
        return make_url(written).drivername in DRIVERS
    except (ArgumentError, ValueError):
        return False


def _network(written: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(written)
    except ValueError:
        raise ValueError(
            f"{written!r} is no address or network; write them like 10.0.0.7,192.168.4.0/24,fd00::/8"
        ) from None
    if network.prefixlen == 0:
        raise ValueError(f"{written!r} is everybody: any visitor could take any name. Write your proxy's address")
    return network
