"""Bytes of mails become the text that was meant, whatever charset they claim to be in."""

from __future__ import annotations

import pytest

from bot.channels.email.decoding import decoded_header, decoded_text, known_charset

SAID = {
    "ru": "Здравствуйте! Хочу вернуть заказ JM-1234, коробка пришла разбитая.",
    "short ru": "Где мой заказ?",
    "th": "สวัสดีครับ สินค้าเสียหาย ต้องการคืนเงิน",
    "pl": "Dzień dobry, chciałbym zwrócić zamówienie, ponieważ jest źle uszyte",
    "ro": "Bună ziua, aş dori să returnez comanda, vă rog",
    "tr": "Merhaba, siparişimi iptal etmek istiyorum, teşekkür ederim",
    "fr": "Bonjour, j’ai reçu un colis abîmé, où est le remboursement ?",
    "de": "Guten Tag, ich möchte die Bestellung zurückgeben, größe fällt klein aus",
    "pt": "Olá, não recebi a encomenda, devolução à loja",
    "es": "¿Dónde está mi pedido? No llegó mañana ni hoy",
    "it": "Buongiorno, perché il pacco non è arrivato? È già in ritardo",
    "sv": "Hej, jag vill ångra mitt köp, den är för liten",
}
WRITTEN_IN = [
    ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("short ru", "cp1251"), ("th", "cp874"),
    ("pl", "cp1250"), ("pl", "iso8859-2"), ("ro", "cp1250"), ("tr", "cp1254"), ("fr", "cp1252"),
    ("de", "cp1252"), ("pt", "cp1252"), ("es", "cp1252"), ("it", "cp1252"), ("sv", "cp1252"),
]  # fmt: skip


@pytest.mark.parametrize("declared", ["utf-8", "us-ascii", "x-unknown", "utf-16", None])
@pytest.mark.parametrize(("language", "charset"), WRITTEN_IN)
def test_a_text_in_an_older_charset_is_read_though_another_is_declared(
    language: str, charset: str, declared: str | None
) -> None:
    assert decoded_text(SAID[language].encode(charset), declared) == SAID[language]


@pytest.mark.parametrize(("language", "charset"), WRITTEN_IN)
def test_a_text_in_the_charset_that_it_declares_is_read(language: str, charset: str) -> None:
    assert decoded_text(SAID[language].encode(charset), charset) == SAID[language]


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "tis-620", "utf8", "", None])
def test_utf_8_is_read_whatever_is_declared(language: str, declared: str | None) -> None:
    assert decoded_text(SAID[language].encode(), declared) == SAID[language]


@pytest.mark.parametrize("language", ["ru", "th", "pl", "tr"])
def test_what_claims_to_be_western_and_is_clearly_not_is_read(language: str) -> None:
    charset = {"ru": "cp1251", "th": "cp874", "pl": "cp1250", "tr": "cp1254"}[language]
    assert decoded_text(SAID[language].encode(charset), "iso-8859-1") in (
        SAID[language],
        SAID[language].encode(charset).decode("cp1252"),  # few letters tell them apart
    )
    if language in ("ru", "th"):
        assert decoded_text(SAID[language].encode(charset), "iso-8859-1") == SAID[language]


def test_one_broken_byte_does_not_spoil_a_text_in_utf_8() -> None:
    data = SAID["ru"].encode()[:-3] + b"\xff."
    assert decoded_text(data, "utf-8").startswith("Здравствуйте! Хочу вернуть")


@pytest.mark.parametrize("name", ["idna", "unicode_escape", "punycode", "zlib", "hex", "a\0b", ""])
def test_what_is_no_charset_of_mails_is_none(name: str) -> None:
    assert known_charset(name) is None


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("=?utf-8?Q?Zwrot_zam=C3=B3?= =?utf-8?Q?wienia?=", "Zwrot zamówienia"),
        ("=?utf-8?B?0JfQsNC?=\r\n =?utf-8?B?utCw0Lc=?=", "Заказ"),
        ("=?utf-8?Q?hello world?=", "hello world"),
        ("=?utf-8*en?q?a=20b?=", "a b"),
        ("=?windows-1251?B?x+Dq4Oc=?=", "Заказ"),
        ("=?iso-8859-1?q?=C7=E0=EA=E0=E7?=", "Заказ"),
        ("=?utf-8?b?x?=", "=?utf-8?b?x?="),
        ("Zam\udcc3\udcb3wienie", "Zamówienie"),
        ("a\0b\u202ec\r\n\td", "a b c d"),
        ("", ""),
    ],
)
def test_a_header_is_read_however_oddly_it_is_encoded(header: str, said: str) -> None:
    assert decoded_header(header) == said
