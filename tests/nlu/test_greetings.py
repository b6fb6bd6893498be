"""What a message says behind its greeting."""

from __future__ import annotations

import pytest

from bot.languages import LANGUAGES
from bot.nlu.folding import fold
from bot.nlu.greetings import behind_greeting


@pytest.mark.parametrize(
    ("language", "text", "behind"),
    [
        ("en", "Hello, cancel it", "cancel it"),
        ("en", "hi! where is my parcel", "where is my parcel"),
        ("fr", "Bonjour, où est mon colis ?", "ou est mon colis ?"),
        ("es", "Buenos días: quiero devolverlo", "quiero devolverlo"),
        ("de", "Guten Tag, stornieren bitte", "stornieren bitte"),
        ("pt", "Olá, cadê meu pedido", "cade meu pedido"),
        ("ru", "Добрый день, верните деньги", "верните деньги"),
        ("pl", "Dzień dobry, gdzie paczka", "gdzie paczka"),
        ("th", "สวัสดีค่ะ ของอยู่ไหน", "ของอยู่ไหน"),
        ("th", "สวัสดีครับของอยู่ไหน", "ของอยู่ไหน"),
        ("it", "Ciao - voglio un rimborso", "voglio un rimborso"),
        ("tr", "Merhaba, iptal edin", "iptal edin"),
        ("ro", "Bună ziua, anulați", "anulati"),
    ],
)
def test_a_greeting_is_left_out(language: str, text: str, behind: str) -> None:
    assert behind_greeting(fold(text), language) == behind


@pytest.mark.parametrize("text", ["hello", "Hello!", "hi :)", "cancel it", "hide my order", ""])
def test_nothing_stands_behind_a_mere_greeting_or_none(text: str) -> None:
    assert behind_greeting(fold(text), "en") == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "hello there"),
        ("fr", "Bonjour à vous !"),
        ("pl", "Dzień dobry, witam!"),
        ("th", "สวัสดีค่ะ"),
        ("th", "สวัสดีครับผม"),
        ("tr", "Merhaba dostum"),
    ],
)
def test_a_courtesy_belongs_to_the_greeting(language: str, text: str) -> None:
    assert behind_greeting(fold(text), language) == ""


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_every_language_is_asked_without_an_error(language: str) -> None:
    assert behind_greeting("1234", language) == ""
