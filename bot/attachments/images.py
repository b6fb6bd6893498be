"""An image written anew: upright, without metadata, in colours that every screen shows alike.

Runs in the decoder's process alone: see decoder.py.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from bot.attachments.kinds import HEIC, JPEG, PNG, WEBP

MOST_PIXELS = 50_000_000
"""Looked at before anything is decoded; the largest photo of a telephone has 48 million."""

MOST_SIDE = 4096
"""Pixels. A larger image is made smaller: its finest details are not what a person looks for."""

THUMBNAIL_SIDE = 320
QUALITY = 88

_READERS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", HEIC: "HEIF"}
_WRITERS: dict[str, tuple[str, dict[str, Any]]] = {
    PNG: ("PNG", {}),
    JPEG: ("JPEG", {"quality": QUALITY}),
    WEBP: ("WEBP", {"quality": QUALITY}),
}
_COLOURS = {"PNG": ("L", "LA", "RGB", "RGBA"), "JPEG": ("L", "RGB"), "WEBP": ("RGB", "RGBA")}


class TooManyPixels(Exception):
    """More pixels than are decoded."""

    code = "too_large"


def write_anew(
    source: Path, kind: str, target: Path, thumbnail: Path, most_bytes: int
) -> dict[str, Any]:
    """Decodes the image and writes it and its thumbnail; gives content type, width and height.

    Of an animated image the first frame stays. A HEIC image becomes a JPEG, and so does a PNG
    that would be larger than is taken. Raises :class:`TooManyPixels`, and what Pillow raises for
    an image that is no good.
    """
    if kind == HEIC:
        pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # Pillow would only warn; the check below refuses
    with Image.open(source, formats=[_READERS[kind]]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise TooManyPixels
        if kind == JPEG:
            opened.draft(None, (MOST_SIDE, MOST_SIDE))  # decodes a huge photo at half its size
        opened.load()
        image = ImageOps.exif_transpose(opened)
        image = _in_common_colours(image, opened.info.get("icc_profile"))
    image.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    kind = JPEG if kind == HEIC else kind
    _write(image, kind, target)
    if kind == PNG and target.stat().st_size > most_bytes:
        kind = JPEG
        _write(image, kind, target)
    size = image.size
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    _write(image, JPEG, thumbnail)
    return {"content_type": kind, "width": size[0], "height": size[1]}


def _in_common_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image in sRGB: without its profile, a photo of an iPhone would look paler than it is."""
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        common = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, given, common) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile that is no good costs the colours a little, not the photo


def _write(image: Image.Image, kind: str, target: Path) -> None:
    """Writes the pixels and nothing else."""
    writer, options = _WRITERS[kind]
    allowed = _COLOURS[writer]
    if image.mode not in allowed:
        clear = image.has_transparency_data
        image = image.convert("RGBA" if clear else "RGB")
        if image.mode not in allowed:
            white = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(white, image).convert("RGB")
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    bare.save(target, writer, **options)
