"""What a file is, by its first bytes. Its name and what its sender calls it count for nothing."""

from __future__ import annotations

PNG, JPEG, WEBP, HEIC, PDF = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/heic",
    "application/pdf",
)

HEAD_BYTES = 32
"""So many bytes tell what a file is."""

EXTENSIONS = {
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg", ".jfif"),
    WEBP: (".webp",),
    HEIC: (".heic", ".heif"),
    PDF: (".pdf",),
}
"""How names of each kind end; the first is given to a name that has none."""

# ISO/IEC 23008-12: the brands of images coded with HEVC, alone or as the first of several.
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"))
_ANY_HEIF = frozenset((b"mif1", b"msf1"))


def kind_of(head: bytes) -> str | None:
    """The content type of a file that begins like this; None for every kind that isn't taken.

    A PDF must begin with its own sign: readers would look for it further in, where something
    else may stand before it.
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and _is_heic(head):
        return HEIC
    if head.startswith(b"%PDF-"):
        return PDF
    return None


def _is_heic(head: bytes) -> bool:
    """By the main brand; where that says only "an image", by those it is compatible with."""
    brand = head[8:12]
    compatible = {head[at : at + 4] for at in range(16, HEAD_BYTES, 4)}
    return brand in _HEIC_BRANDS or (brand in _ANY_HEIF and bool(compatible & _HEIC_BRANDS))
