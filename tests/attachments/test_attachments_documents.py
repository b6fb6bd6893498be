"""A PDF must be one, whole, readable by whoever has to, and nothing else as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.attachments.documents import NotADocument, check
from tests.attachments import given_files as files

BROKEN = b"%PDF-1.7\n" + b"nonsense " * 20 + b"\n%%EOF\n"
LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n"
)


def checked(folder: Path, content: bytes) -> None:
    (folder / "given").write_bytes(content)
    check(folder / "given")


@pytest.mark.parametrize(
    "content",
    [
        files.document(),
        files.document(pages=12),
        files.document() + b"\r\n\x00\x00 ",
        files.document(owner="the bank's own"),
    ],
    ids=["plain", "pages", "blanks behind", "locked against changes"],
)
def test_a_document_is_taken(tmp_path: Path, content: bytes) -> None:
    checked(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        BROKEN,
        LOOP,
        files.document()[:200],
        files.document() + files.archive(),
        files.document() + files.PAGE,
        files.document(password="secret"),
        files.document(pages=0),
    ],
    ids=["sign alone", "nonsense", "loop", "cut", "zip behind", "page behind", "secret", "no page"],
)
def test_what_only_looks_like_one_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotADocument):
        checked(tmp_path, content)
