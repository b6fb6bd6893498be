"""Settings from the environment or a ``.env`` file: ``SUPPORT_BOT_<NAME>``.

A value that does not fit raises :class:`BadSetting`, which names it and what was expected.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseSettings, Field, ValidationError, validator

from bot.kept_secret import kept_secret

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: ``config.yml``, ``data/`` and ``var/`` lie here."""

LIMIT_DEFAULTS = {
    "conversation": "30/min",
    "address": "600/min",
    "new": "120/min",
    "upload": "40/hour",
    "upload_address": "400/hour",
    "lookup": "20/hour",
    "code": "5/hour",
    "login": "20/hour",
}
_LIMIT = re.compile(r"^[1-9]\d*/(second|sec|minute|min|hour|day)$")
_PORT = r"(0*(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}))"
_SMTP = re.compile(rf"^smtps?://([^@/\s]+@)?[^@/:\s]+(:{_PORT})?/?$")

_WEBHOOK = re.compile(
    r"^(https://[^/\s?#]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)([/?][^\s#]*)?$"
)
_IMAP = re.compile(rf"^imaps?://[^@/:\s]+(:[^@/\s]*)?@[^@/:\s]+(:{_PORT})?(/[^\s]*)?$")
_HOURS = r"[a-z]{3}(-[a-z]{3})? \d\d:\d\d-\d\d:\d\d"
_DUTY = re.compile(rf"^[\w/+-]+ {_HOURS}(, ?{_HOURS})*$", re.IGNORECASE)

_EXPECTED = {
    "port": "a port number from 1 to 65535 was expected",
    "sockets_per_address": "a whole number from 1 to 100000 was expected",
    "retention_days": "a number of days from 1 to 36500 was expected",
}


class BadSetting(ValueError):
    """A setting that does not fit. Its text names the variable and what was expected."""


class Settings(BaseSettings):
    """What an operator may set. Every field is ``SUPPORT_BOT_<FIELD IN CAPITALS>``."""

    database_url: str = ""
    redis_url: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str | None = None
    jwt_secret: str | None = None
    jwt_issuer: str = "shop"
    jwt_audience: str = "support-bot"
    allowed_origins: str = ""
    limits: str = ""
    sockets_per_address: int = Field(100, ge=1, le=100_000)
    brand: str = "Jama"
    imap_url: str | None = None
    smtp_url: str | None = None
    mail_address: str | None = None
    attachments_url: str = ""
    authserv_id: str | None = None
    demo_shop: str = "auto"
    webhook_url: str | None = None
    webhook_secret: str | None = None
    retention_days: int = Field(365, ge=1, le=36500)
    duty_hours: str = ""
    chatwoot_url: str | None = None
    chatwoot_token: str | None = None
    chatwoot_account: int | None = None
    chatwoot_inbox: str | None = None
    chatwoot_webhook_secret: str | None = None
    var: Path = ROOT / "var"
    model: Path | None = None
    config: Path = ROOT / "config.yml"

    class Config:
        env_prefix = "SUPPORT_BOT_"
        env_file = str(ROOT / ".env")
        env_file_encoding = "utf-8"
        allow_mutation = False
        keep_untouched = (cached_property,)

    @validator("database_url")
    def _database(cls, value: str) -> str:
        if value and not re.match(r"^(sqlite|postgres|postgresql)(\+\w+)?://", value):
            raise ValueError("a sqlite:// or postgresql:// address was expected")
        return value

    @validator("redis_url")
    def _redis(cls, value: str | None) -> str | None:
        if value and not re.match(r"^rediss?://", value):
            raise ValueError("a redis:// or rediss:// address was expected")
        return value or None

    @validator("smtp_url")
    def _smtp(cls, value: str | None) -> str | None:
        if value and not _SMTP.match(value):
            raise ValueError("smtps://user:password@host:port or smtp://host was expected")
        return value or None

    @validator("imap_url")
    def _imap(cls, value: str | None) -> str | None:
        if value and not _IMAP.match(value):
            raise ValueError(
                "imaps://user:password@host:993/INBOX or imap://user:password@host was expected"
            )
        return value or None

    @validator("public_url")
    def _public(cls, value: str | None) -> str | None:
        if value and not re.match(r"^https?://[^/\s]+(/[^\s?#]*)?$", value):
            raise ValueError("an address like https://help.shop.example was expected")
        return value.rstrip("/") if value else None

    @validator("mail_address")
    def _mail_address(cls, value: str | None) -> str | None:
        if value and not re.match(r"^[^@\s<>,;]+@[^@\s<>,;]+$", value):
            raise ValueError("one address like support@shop.example was expected")
        return value or None

    @validator("attachments_url")
    def _attachments(cls, value: str) -> str:
        if not value:
            return value
        from fsspec.registry import get_filesystem_class  # type: ignore[import-untyped]

        kind, found, _ = value.partition("://")
        if found:
            try:
                get_filesystem_class(kind)
            except (ValueError, ImportError) as error:
                raise ValueError(f"fsspec can't serve {kind}://: {error}") from error
        elif not value.startswith("/"):
            raise ValueError("a folder from the root, or an address like s3://bucket/folder")
        return value

    @validator("webhook_url")
    def _webhook(cls, value: str | None) -> str | None:
        if value and not _WEBHOOK.match(value):
            raise ValueError("an https:// address was expected, or http:// of this machine")
        return value or None

    @validator("webhook_secret", always=True)
    def _webhook_key(cls, value: str | None, values: dict[str, Any]) -> str | None:
        if value and len(value.encode()) < 32:
            raise ValueError("at least 32 bytes was expected")
        if values.get("webhook_url") and not value:
            raise ValueError("SUPPORT_BOT_WEBHOOK_URL wants it: at least 32 bytes was expected")
        return value or None

    @validator("duty_hours")
    def _duty_hours(cls, value: str) -> str:
        if value.strip() and not _DUTY.match(value.strip()):
            raise ValueError("Europe/Lisbon mon-fri 09:00-18:00, sat 10:00-14:00 was expected")
        return value

    @validator("chatwoot_url")
    def _chatwoot(cls, value: str | None) -> str | None:
        if value and not re.match(r"^https?://[^/\s]+/?$", value):
            raise ValueError("an address like https://desk.shop.example was expected")
        return value.rstrip("/") if value else None

    @validator("chatwoot_webhook_secret", always=True)
    def _chatwoot_whole(cls, value: str | None, values: dict[str, Any]) -> str | None:
        names = ("chatwoot_url", "chatwoot_token", "chatwoot_account", "chatwoot_inbox")
        given = [values.get(name) is not None for name in names]
        if any(given) and not (all(given) and value):
            raise ValueError("URL, TOKEN, ACCOUNT, INBOX and WEBHOOK_SECRET go together")
        return value or None

    @validator("config")
    def _config(cls, value: Path) -> Path:
        path = ROOT / value
        if not path.is_file():
            raise ValueError(f"a file like config.yml was expected; {path} is none")
        return path

    @validator("jwt_secret")
    def _secret(cls, value: str | None) -> str | None:
        if value and len(value.encode()) < 32:
            raise ValueError("at least 32 bytes was expected")
        return value or None

    @validator("allowed_origins")
    def _origins(cls, value: str) -> str:
        for origin in filter(None, (part.strip() for part in value.split(","))):
            if not re.match(r"^https?://[^/\s]+$", origin):
                raise ValueError(
                    f"origins like https://shop.example, comma-separated, not {origin!r}"
                )
        return value

    @validator("limits")
    def _limits(cls, value: str) -> str:
        for part in filter(None, (part.strip() for part in value.split(","))):
            name, _, rate = part.partition("=")
            if name not in LIMIT_DEFAULTS or not _LIMIT.match(rate):
                raise ValueError(
                    f"pairs like conversation=30/min were expected, "
                    f"of {', '.join(LIMIT_DEFAULTS)}, not {part!r}"
                )
        return value

    @validator("demo_shop")
    def _demo_shop(cls, value: str) -> str:
        if value not in ("auto", "on", "off"):
            raise ValueError("auto, on or off was expected")
        return value

    @cached_property
    def shows_demo_shop(self) -> bool:
        """Whether the demo shop's page is served, on which anybody may sign in as its people:
        by default where no shop of its own signs customers' tokens."""
        return self.demo_shop == "on" or (self.demo_shop == "auto" and self.jwt_secret is None)

    @cached_property
    def database(self) -> str:
        """SQLAlchemy's address of the database; SQLite under ``var/`` unless set."""
        url = self.database_url or f"sqlite:///{self.var / 'support-bot.sqlite3'}"
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg2://", url)

    @cached_property
    def reached_at(self) -> str:
        """Where customers reach the gateway: what links in mails begin with."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        shown = f"[{host}]" if ":" in host else host
        return self.public_url or f"http://{shown}:{self.port}"

    @cached_property
    def missing_for_mail(self) -> tuple[str, ...]:
        """What would have to be set for the email worker to start; nothing where it does."""
        wanted = {
            "SUPPORT_BOT_IMAP_URL": self.imap_url,
            "SUPPORT_BOT_SMTP_URL": self.smtp_url,
            "SUPPORT_BOT_MAIL_ADDRESS": self.mail_address,
        }
        return tuple(name for name, value in wanted.items() if not value)

    @cached_property
    def origins(self) -> frozenset[str]:
        """The origins that may call the gateway from a browser, beside its own."""
        return frozenset(filter(None, (part.strip() for part in self.allowed_origins.split(","))))

    @cached_property
    def attachments(self) -> str:
        """Where files of customers lie: a folder or fsspec's address; under ``var/`` unless set."""
        return self.attachments_url or str((self.var / "attachments").resolve())

    @cached_property
    def rates(self) -> dict[str, str]:
        """Every limit by name, as ``30/minute``."""
        given = dict(part.strip().split("=", 1) for part in self.limits.split(",") if part.strip())
        rates = {**LIMIT_DEFAULTS, **given}
        return {
            name: re.sub(r"/sec$", "/second", re.sub(r"/min$", "/minute", rate))
            for name, rate in rates.items()
        }

    @cached_property
    def secret(self) -> str:
        """The secret that signs customer tokens; made under ``var/`` for trying when not set."""
        return self.jwt_secret or kept_secret(self.var / "jwt-secret")

    @cached_property
    def internal_secret(self) -> str:
        """What gateway, Rasa and action server show each other; made under ``var/``."""
        return kept_secret(self.var / "internal-secret")


def load_settings(**given: Any) -> Settings:
    """The settings of this process. Raises :class:`BadSetting` where one does not fit."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = f"{Settings.Config.env_prefix}{field.upper()}"
        raise BadSetting(f"{name} does not fit: {_EXPECTED.get(field, first['msg'])}") from error
