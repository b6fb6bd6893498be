"""Images are written anew: what is to be seen stays, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from bot.attachments import images
from bot.attachments.kinds import HEIC, JPEG, PNG, WEBP
from tests.attachments import given_files as files

PLENTY = 10_000_000


def short(value: object) -> str:
    """The name of a case: the bytes of a file are none."""
    return value if isinstance(value, str) else ""


def anew(folder: Path, content: bytes, kind: str, most: int = PLENTY) -> dict[str, Any]:
    (folder / "given").write_bytes(content)
    return images.write_anew(folder / "given", kind, folder / "image", folder / "thumbnail", most)


def colour(path: Path, x: int, y: int) -> str:
    """Whether a pixel is red or blue."""
    with Image.open(path) as image:
        red, _, blue = image.convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(
    ("given", "kind", "kept"),
    [
        (files.image("PNG"), PNG, PNG),
        (files.image("JPEG"), JPEG, JPEG),
        (files.image("WEBP"), WEBP, WEBP),
        (files.image("WEBP", lossless=True), WEBP, WEBP),
        (files.image("PNG", mode="P"), PNG, PNG),
        (files.image("PNG", mode="1"), PNG, PNG),
        (files.image("PNG", mode="L"), PNG, PNG),
        (files.image("PNG", mode="RGBA"), PNG, PNG),
        (files.image("PNG", mode="I;16"), PNG, PNG),
        (files.image("JPEG", mode="CMYK"), JPEG, JPEG),
        (files.image("JPEG", progressive=True), JPEG, JPEG),
        (files.image("WEBP", mode="RGBA"), WEBP, WEBP),
    ],
    ids=short,
)
def test_an_image_of_any_kind_is_kept(tmp_path: Path, given: bytes, kind: str, kept: str) -> None:
    assert anew(tmp_path, given, kind) == {"content_type": kept, "width": 40, "height": 30}
    with Image.open(tmp_path / "image") as image:
        assert (image.get_format_mimetype(), image.size) == (kept, (40, 30))
    with Image.open(tmp_path / "thumbnail") as small:
        assert (small.format, small.size) == ("JPEG", (40, 30))


def test_a_photo_of_an_iphone_becomes_a_jpeg(tmp_path: Path) -> None:
    told = anew(tmp_path, files.heic(), HEIC)
    assert told == {"content_type": JPEG, "width": 64, "height": 48}
    assert colour(tmp_path / "image", 5, 5) == "red"


@pytest.mark.parametrize(("kind", "name"), [(JPEG, "JPEG"), (PNG, "PNG"), (WEBP, "WEBP")])
def test_a_photo_stands_upright_and_says_neither_who_nor_where(
    tmp_path: Path, kind: str, name: str
) -> None:
    told = anew(tmp_path, files.photo_with_metadata(name), kind)
    assert (told["width"], told["height"]) == (30, 40)
    # Turned by a quarter clockwise: what was left is on top.
    assert (colour(tmp_path / "image", 15, 5), colour(tmp_path / "image", 15, 35)) == (
        "red",
        "blue",
    )
    for path in (tmp_path / "image", tmp_path / "thumbnail"):
        content = path.read_bytes()
        assert files.WORDS_OF_METADATA not in content
        assert b"Exif" not in content
        with Image.open(path) as image:
            assert not image.getexif()


def test_words_in_an_image_are_gone(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Comment", files.WORDS_OF_METADATA.decode())
    anew(tmp_path, files.image("PNG", pnginfo=said), PNG)
    assert files.WORDS_OF_METADATA not in (tmp_path / "image").read_bytes()
    anew(tmp_path, files.image("JPEG", comment=files.WORDS_OF_METADATA), JPEG)
    assert files.WORDS_OF_METADATA not in (tmp_path / "image").read_bytes()


def test_colours_of_another_profile_are_turned_into_common_ones(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given in (profile, b"no profile at all"):
        anew(tmp_path, files.image("JPEG", icc_profile=given), JPEG)
        with Image.open(tmp_path / "image") as image:
            assert "icc_profile" not in image.info
        assert colour(tmp_path / "image", 5, 5) == "red"


@pytest.mark.parametrize("behind", [files.archive(), files.PAGE, files.document()], ids=short)
@pytest.mark.parametrize(("kind", "name"), [(JPEG, "JPEG"), (PNG, "PNG"), (WEBP, "WEBP")])
def test_nothing_stays_of_what_stands_behind_a_picture(
    tmp_path: Path, kind: str, name: str, behind: bytes
) -> None:
    anew(tmp_path, files.image(name) + behind, kind)
    content = (tmp_path / "image").read_bytes()
    assert behind[-40:] not in content
    assert b"PK\x03\x04" not in content


@pytest.mark.parametrize(("kind", "name"), [(PNG, "PNG"), (WEBP, "WEBP")])
def test_an_animated_image_is_its_first_frame(tmp_path: Path, kind: str, name: str) -> None:
    anew(tmp_path, files.animation(name), kind)
    with Image.open(tmp_path / "image") as image:
        assert getattr(image, "n_frames", 1) == 1
    assert colour(tmp_path / "image", 10, 10) == "red"


def test_a_large_photo_is_made_smaller_and_its_thumbnail_small(tmp_path: Path) -> None:
    told = anew(tmp_path, files.image("JPEG", (5000, 100)), JPEG)
    assert told["width"] <= images.MOST_SIDE
    with Image.open(tmp_path / "thumbnail") as small:
        assert max(small.size) == images.THUMBNAIL_SIDE


def test_a_picture_that_would_be_too_large_becomes_a_jpeg(tmp_path: Path) -> None:
    noise = Image.effect_noise((300, 300), 90).convert("RGBA")
    told = anew(tmp_path, files.written(noise, "PNG"), PNG, most=20_000)
    assert told["content_type"] == JPEG


@pytest.mark.parametrize("size", [(60_000, 60_000), (50_001, 1_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises((images.TooManyPixels, ValueError)):
        anew(tmp_path, files.bomb(*size), PNG)
    assert not (tmp_path / "image").exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.image("PNG")[:60], PNG),
        (files.image("PNG")[:8], PNG),
        (files.image("JPEG", (400, 300))[:700], JPEG),
        (files.image("WEBP")[:30], WEBP),
        (files.heic()[:200], HEIC),
        (b"\xff\xd8\xff" + b"nonsense" * 50, JPEG),
        (files.image("JPEG"), PNG),
    ],
    ids=short,
)
def test_a_broken_image_is_refused(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises((OSError, SyntaxError, ValueError)):
        anew(tmp_path, content, kind)
