"""The email worker's settings: what must be there for it to start, and what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.channels.origins import own_origins
from bot.launcher.parts import parts_of
from bot.settings import BadSetting, Settings, load_settings

MAIL = {
    "imap_url": "imaps://support:secret@mx.shop.example:993/INBOX",
    "smtp_url": "smtps://support:secret@mx.shop.example",
    "mail_address": "support@shop.example",
}


def settings_of(folder: Path, **given: Any) -> Settings:
    nothing = {"imap_url": None, "smtp_url": None, "mail_address": None, "public_url": None}
    return load_settings(_env_file=None, var=folder, **{**nothing, **given})


def names_of(settings: Settings) -> list[str]:
    return [part.name for part in parts_of(settings, settings.var / "model")]


def test_with_mailbox_server_and_address_the_worker_is_a_part(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **MAIL)
    assert settings.missing_for_mail == ()
    assert names_of(settings) == ["gateway", "actions", "rasa", "email"]


@pytest.mark.parametrize("missing", MAIL)
def test_without_one_of_them_it_is_not_started_and_that_one_is_named(
    tmp_path: Path, missing: str
) -> None:
    settings = settings_of(tmp_path, **{**MAIL, missing: ""})
    assert settings.missing_for_mail == (f"SUPPORT_BOT_{missing.upper()}",)
    assert "email" not in names_of(settings)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("imap_url", "mx.shop.example"),
        ("imap_url", "imaps://mx.shop.example"),
        ("imap_url", "pop3://a:b@mx.shop.example"),
        ("imap_url", "imaps://a:b@mx.shop.example:99999"),
        ("public_url", "help.shop.example"),
        ("public_url", "https://help.shop.example/?a=b"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(tmp_path: Path, field: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"SUPPORT_BOT_{field.upper()} does not fit"):
        settings_of(tmp_path, **{field: value})


def test_links_begin_with_the_public_address_where_there_is_one(tmp_path: Path) -> None:
    given = {"host": "0.0.0.0", "port": 8000}  # noqa: S104
    assert settings_of(tmp_path, **given).reached_at == "http://127.0.0.1:8000"
    public = settings_of(tmp_path, public_url="https://help.shop.example/bot/", **given)
    assert public.reached_at == "https://help.shop.example/bot"
    assert "https://help.shop.example" in own_origins(public)
