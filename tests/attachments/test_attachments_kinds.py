"""A file is what its first bytes say, whatever it is called."""

from __future__ import annotations

import pytest
from PIL import Image

from bot.attachments.kinds import HEAD_BYTES, HEIC, JPEG, PDF, PNG, WEBP, kind_of
from tests.attachments import given_files as files


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.image("PNG"), PNG),
        (files.image("JPEG"), JPEG),
        (files.image("WEBP"), WEBP),
        (files.heic(), HEIC),
        (files.document(), PDF),
    ],
    ids=[PNG, JPEG, WEBP, HEIC, PDF],
)
def test_what_is_taken_is_known(content: bytes, kind: str) -> None:
    assert kind_of(content[:HEAD_BYTES]) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        files.archive(),
        files.SVG,
        files.GIF,
        files.PAGE,
        files.image("TIFF"),
        files.image("BMP"),
        files.written(Image.new("RGB", (8, 8)), "AVIF"),
        b"MZ\x90\x00",
        b"\x7fELF",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
        b" " + files.document(),
        files.PAGE + files.document(),
        b"\x89PNG",
    ],
    ids=lambda content: repr(content[:8]),
)
def test_all_else_is_not(content: bytes) -> None:
    assert kind_of(content[:HEAD_BYTES]) is None
