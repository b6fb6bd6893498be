"""Whether a PDF is one: it can be read, has pages, opens without a password, and is nothing else
as well.

Runs in the decoder's process alone: see decoder.py. The file stays as it is, for a document can't
be written anew without loss; it is given out as an attachment only, never shown by a page of ours.
"""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

END = b"%%EOF"
TAIL_BYTES = 2048
MOST_PAGES = 500


class NotADocument(Exception):
    """A PDF that can't be read by whoever has to."""

    code = "broken_file"


def check(source: Path) -> None:
    """Raises :class:`NotADocument`."""
    with source.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    # Whatever stands behind the end is no part of the document: a ZIP, a page, a program.
    if END not in tail or tail.rpartition(END)[2].strip(b"\r\n\t \x00"):
        raise NotADocument("it does not end as a PDF does")
    try:
        reader = PdfReader(source, strict=False)
        # Banks lock their statements against changes: those open with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotADocument("it wants a password")
        pages = len(reader.pages)
        if not 0 < pages <= MOST_PAGES:
            raise NotADocument(f"it has {pages} pages")
        _ = reader.pages[0].mediabox
    except (PyPdfError, NotImplementedError, ValueError, KeyError, TypeError) as error:
        raise NotADocument(type(error).__name__) from error
    except (AttributeError, IndexError, OSError, RecursionError) as error:
        raise NotADocument(type(error).__name__) from error
