"""Where webhooks may go, and what they are signed with."""

from __future__ import annotations

from typing import Any

import pytest

from bot.settings import BadSetting, Settings, load_settings

SECRET = "x" * 32


def settings(url: str | None, secret: str | None = SECRET) -> Settings:
    given: dict[str, Any] = {"webhook_url": url, "webhook_secret": secret}
    return load_settings(_env_file=None, **given)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/hooks",
        "https://shop.example:8443/hooks?key=1",
        "https://shop.example",
        "http://localhost:9000/hooks",
        "http://127.0.0.1/hooks",
        "http://[::1]:80/",
    ],
)
def test_a_secure_address_or_one_of_this_machine_will_do(url: str) -> None:
    assert settings(url).webhook_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/hooks",
        "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost@evil.example/",
        "ftp://shop.example/",
        "shop.example",
        "https://",
        "https://shop example/",
        "https://shop.example/#part",
    ],
)
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="SUPPORT_BOT_WEBHOOK_URL"):
        settings(url)


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_an_address_wants_a_secret(secret: str | None) -> None:
    with pytest.raises(BadSetting, match=r"SUPPORT_BOT_WEBHOOK_SECRET does not fit.*32 bytes"):
        settings("https://shop.example/", secret)


@pytest.mark.parametrize("url", [None, ""])
def test_without_an_address_none_is_wanted(url: str | None) -> None:
    assert settings(url, None).webhook_url is None
