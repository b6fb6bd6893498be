"""The settings of outgoing mail: what an address of a server means, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.outgoing_mail.carrying import Folder, Smtp
from bot.outgoing_mail.sending import way_of
from bot.settings import BadSetting, load_settings
from tests.outgoing_mail.conftest import settings_of


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Smtp("mail.example", 25, False)),
        ("smtps://mail.example/", Smtp("mail.example", 465, True)),
        ("smtp://bot:pass@mail.example:587", Smtp("mail.example", 587, False, "bot", "pass")),
        (
            "smtps://bot%40x.com:p%2Fw%3A%25@mail.example",
            Smtp("mail.example", 465, True, "bot@x.com", "p/w:%"),
        ),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: Smtp, tmp_path: Path) -> None:
    assert way_of(settings_of(tmp_path, smtp_url=url)) == server
    assert "pass" not in repr(server)


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_server_there_is_the_folder(nothing: str | None, tmp_path: Path) -> None:
    assert way_of(settings_of(tmp_path, smtp_url=nothing)) == Folder(tmp_path / "outbox")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("smtp_url", "mail.example"),
        ("smtp_url", "http://mail.example"),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://mail.example:99999"),
        ("smtp_url", "smtp://mail.example:x"),
        ("smtp_url", "smtp://mail.example/inbox"),
        ("mail_address", "support"),
        ("mail_address", "a@b.c, d@e.f"),
        ("mail_address", "Support <a@b.c>"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(field: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"SUPPORT_BOT_{field.upper()} does not fit"):
        load_settings(_env_file=None, **{field: value})
