"""Files as customers and others hand them in: good ones, broken ones, and traps."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pillow_heif
from PIL import Image
from pypdf import PdfWriter

WORDS_OF_METADATA = b"taken by Ana in Porto"
PAGE = b"<html><script>alert(1)</script></html>"


def image(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    """An image of two halves: the left one red, the right one blue."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return written(made.convert(mode), kind, **options)


def written(made: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


def photo_with_metadata(kind: str = "JPEG", orientation: int = 6) -> bytes:
    """A photo that lies on its side and says who took it, and where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = WORDS_OF_METADATA.decode()
    exif.get_ifd(0x8825)[2] = (41.0, 9.0, 0.0)
    return image(kind, exif=exif.tobytes())


def heic(size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo as an iPhone takes it."""
    made = Image.new("RGB", size, "red")
    file = io.BytesIO()
    pillow_heif.from_pillow(made).save(file, quality=60)
    return file.getvalue()


def animation(kind: str) -> bytes:
    """Two frames: the first red, the second blue."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that would unpack to gigabytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive() -> bytes:
    """A ZIP with a program in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("virus.exe", b"MZ" + WORDS_OF_METADATA)
    return file.getvalue()


def document(password: str | None = None, owner: str | None = None, pages: int = 1) -> bytes:
    """A PDF; with a password it wants that to open, with an owner's only to be changed."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None or owner is not None:
        writer.encrypt(password or "", owner, algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = image("GIF")
