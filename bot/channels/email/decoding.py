"""Bytes of a mail as text, whatever charset they are in and whichever they claim to be in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final

from bot.channels.email.charset_guessing import guessed_charset

LONGEST_HEADER: Final = 10_000
"""Characters of a header that are read."""

_REPLACED: Final = "\ufffd"

# Python's encodings that are none of mail's; some of them are slow, or warn.
_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
)

# What is declared, and what it is in truth: browsers read these so as well (WHATWG Encoding).
_WIDER: Final = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_ALIASES: Final = {
    "windows874": "cp874",
    "macintosh": "mac-roman",
    "xmaccyrillic": "mac-cyrillic",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode11utf7": "utf-7",
    "win1251": "cp1251",
    "koi8": "koi8-r",
    "ksc56011987": "cp949",
    "iso88598i": "iso8859-8",
}


_LIKELY_WRONG: Final = frozenset(
    {"cp1250", "cp1251", "cp1252", "cp1254", "cp874", "cp866", "koi8-r", "iso8859-2", "iso8859-15"}
)
"""Charsets in which any bytes are a text, and that software writes without asking."""


def decoded_text(data: bytes, declared: str | None) -> str:
    """The text of a body. Never fails: what can't be read is U+FFFD.

    What the bytes are beats what they claim to be, where that shows: text in UTF-8 is hardly
    ever anything else, and a text in a Latin charset is not nearly all accents.
    """
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(marked, "replace")
    charset = known_charset(declared)
    if charset is not None and charset.startswith(("utf-16", "utf-32")) and b"\0" not in data:
        charset = None
    if charset in (None, "utf-8") or _EIGHT_BITS.search(data):
        utf8 = _as_utf8(data, sure=charset == "utf-8")
        if utf8 is not None:
            return utf8
    if charset is None or charset == "utf-8":
        return data.decode(guessed_charset(data, None) or "cp1252", "replace")
    if charset in _LIKELY_WRONG and _EIGHT_BITS.search(data):
        charset = guessed_charset(data, charset) or charset
    return data.decode(charset, "replace")


def decoded_header(value: object) -> str:
    """The words of a header as they are meant, on one line.

    Encoded words are decoded however oddly they are broken; raw 8-bit bytes are guessed.
    """
    raw = _unfolded(value)
    if "=?" not in raw:
        return _tidy(_decoded_raw(raw))
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return _tidy(_decoded_raw(raw))
    said = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            said.append(_decoded_raw(piece))
        elif charset is None:
            said.append(decoded_text(piece, None))
        else:
            said.append(decoded_text(piece, charset.split("*", 1)[0]))
    return _tidy("".join(said))


def known_charset(declared: str | None) -> str | None:
    """Python's name of a declared charset; None where it is unknown or none of mail's."""
    if not declared or len(declared) > 40 or not declared.isascii():
        return None
    name = declared.strip("\"' \t").lower()
    plain = re.sub(r"[^a-z0-9]", "", name)
    name = _ALIASES.get(plain.removeprefix("x") if plain.startswith("xw") else plain, name)
    try:
        found = codecs.lookup(name.removeprefix("x-")).name
        if found.replace("_", "-") in _NO_CHARSETS:
            return None
        b"".decode(found)  # what makes no text of bytes (zlib, hex) is refused
    except (LookupError, ValueError):
        return None
    return _WIDER.get(found, found)


_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EIGHT_BITS: Final = re.compile(rb"[\x80-\xff]")


def _as_utf8(data: bytes, *, sure: bool) -> str | None:
    """The bytes as UTF-8, if they are. Where that is declared, a few broken ones are let be."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if not sure:
            return None
    text = data.decode("utf-8", "replace")
    others = sum(1 for character in text if character > "\x7f")
    return text if text.count(_REPLACED) * 4 <= others else None


def _decoded_raw(value: str) -> str:
    """A header's characters; bytes beyond ASCII stand in it as surrogates."""
    if value.isascii():
        return value
    return decoded_text(value.encode("utf-8", "surrogateescape"), None)


def _unfolded(value: object) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", str(value)[:LONGEST_HEADER])


def _tidy(text: str) -> str:
    shown = "".join(
        character if unicodedata.category(character)[0] != "C" or character == "\u200d" else " "
        for character in text
    )
    return unicodedata.normalize("NFC", " ".join(shown.split()))
