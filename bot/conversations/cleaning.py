"""What a customer typed, made safe to keep: NFC, without controls, bidi or zero-width tricks."""

from __future__ import annotations

import re
import unicodedata

# Zero-width and bidi characters hide or turn text around. U+200D joins emoji and stays between
# two visible characters; none of the eleven languages needs any of the others.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LOOSE_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")


def clean(text: str) -> str:
    """The text in NFC without control, bidi and zero-width characters, trimmed.

    New lines and tabs stay, carriage returns become new lines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", _LOOSE_JOINER.sub("", _INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", text).strip()


def has_surrogates(text: str) -> bool:
    """Whether the text holds half a character: JSON can escape one, no encoding can hold it."""
    return any("\ud800" <= character <= "\udfff" for character in text)
