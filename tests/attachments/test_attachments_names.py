"""Names of files are shown to people and offered for saving, whatever they were."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attachments.kinds import EXTENSIONS, JPEG, PDF, PNG
from bot.attachments.names import NAME_CHARACTERS, shown_name
from bot.conversations.redaction import redact


@pytest.mark.parametrize(
    ("given_name", "kind", "shown"),
    [
        ("photo.png", PNG, "photo.png"),
        ("IMG_0001.HEIC", JPEG, "IMG_0001.jpg"),
        ("Photo.JPEG", JPEG, "Photo.JPEG"),
        ("rachunek za październik.pdf", PDF, "rachunek za październik.pdf"),
        ("ใบเสร็จ.pdf", PDF, "ใบเสร็จ.pdf"),
        ("чек.pdf", PDF, "чек.pdf"),
        ("../../etc/passwd", PNG, "passwd.png"),
        ("C:\\Users\\Ana\\photo.png", PNG, "photo.png"),
        ("invoice.pdf.exe", PDF, "invoice.pdf.exe.pdf"),
        ("holiday.zip", PNG, "holiday.zip.png"),
        ("photo\u202egnp.exe", PNG, "photognp.exe.png"),
        ("a\x00b\r\nSet-Cookie: x.png", PNG, "ab Set-Cookie_ x.png"),
        ('"><script>.png', PNG, "___script_.png"),
        ("4111 1111 1111 1111.png", PNG, "4111 11__ ____ 1111.png"),
        ("", PNG, "file.png"),
        (".png", PNG, "png.png"),
        ("...", PDF, "file.pdf"),
        ("con.png", PNG, "file-con.png"),
        ("x" * 500 + ".png", PNG, "x" * 96 + ".png"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kind: str, shown: str) -> None:
    assert shown_name(given_name, kind) == shown


@given(st.text(max_size=300), st.sampled_from(sorted(EXTENSIONS)))
def test_every_name_is_fit_to_be_shown_and_saved(given_name: str, kind: str) -> None:
    shown = shown_name(given_name, kind)
    assert 0 < len(shown) <= NAME_CHARACTERS
    assert shown.lower().endswith(EXTENSIONS[kind])
    assert not set(shown) & set('/\\<>:"|?*;%\r\n\t')
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert not shown.startswith((".", " "))
    assert unicodedata.is_normalized("NFC", shown)
    assert redact(shown) == shown
    assert shown_name(shown, kind) == shown
