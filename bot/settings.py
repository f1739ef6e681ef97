"""The environment, read once."""

from datetime import date
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).parent.parent
TELEGRAM = "https://api.telegram.org"


class Settings(BaseSettings):
    """Every setting of the assistant; each is `ONESTOP_` and its name in capitals in the environment or `.env`."""

    model_config = SettingsConfigDict(env_prefix="ONESTOP_", env_file=".env", extra="ignore", frozen=True)

    telegram_token: SecretStr | None = None
    telegram_base_url: str = TELEGRAM
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr | None = None
    telegram_staff_group: Annotated[str | None, Field(description="id of the Telegram group in which staff answer")] = (
        None
    )
    admin_chat: Annotated[
        str | None,
        Field(
            pattern=r"^-?\d+$",
            description="id of the Telegram chat that is told when a part is stuck; else the staff group",
        ),
    ] = None
    database_url: str | None = None
    nlu_url: Annotated[str | None, Field(description="a Rasa server that somebody else runs")] = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    rest_token: SecretStr | None = None
    data_dir: Path = ROOT / "data"
    timezone: str = "Asia/Shanghai"
    term_start: Annotated[date, Field(description="Monday of the term's first teaching week")] = date(2026, 8, 31)
    public_url: Annotated[str | None, Field(description="how browsers and Telegram reach us, as https://host")] = None
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        Field(
            description="addresses and networks of proxies before us, as 10.0.0.7,fd00::/8: only they are believed on "
            "whom they speak for (X-Forwarded-For) and whether by TLS (X-Forwarded-Proto); nobody where empty"
        ),
    ] = ()
    rate_per_second: Annotated[float, Field(gt=0, description="Telegram messages a second over all chats")] = 30
    rate_per_chat: Annotated[float, Field(gt=0, description="Telegram messages a second to one chat")] = 1

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
    def webhook_secret(self) -> str | None:
        """The secret of Telegram's webhook, None while we poll."""
        secret = self.telegram_webhook_secret
        return secret.get_secret_value() if secret and self.telegram_mode == "webhook" else None

    @property
    def database(self) -> str:
        """The database's URL; a SQLite file in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data_dir / 'onestop.db'}"


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
