"""Has a file read by the decoder's process, and waits for it, but not for long."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.attachments.errors import BrokenFile, TooLarge
from bot.settings import ROOT

log = structlog.get_logger("attachments")

MOST_BYTES = 10 * 1024 * 1024
"""A file's size as it is taken."""

SECONDS = 30

_REFUSALS = {"too_large": TooLarge, "broken_file": BrokenFile}


@dataclass(frozen=True)
class Decoded:
    """What the decoder made: files in its folder, and what they hold."""

    content_type: str
    width: int | None
    height: int | None
    main: Path
    thumbnail: Path | None


def decode(source: Path, kind: str) -> Decoded:
    """The file as it may be kept, beside ``source``; a PDF is the source itself.

    Raises :class:`TooLarge` for too many pixels, :class:`BrokenFile`.
    """
    image, thumbnail = source.with_suffix(".image"), source.with_suffix(".thumbnail")
    command = [sys.executable, "-m", "bot.attachments.decoder", kind]
    command += [str(source), str(image), str(thumbnail), str(MOST_BYTES)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,  # from where it finds this package
            env={"PYTHONWARNINGS": "ignore", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        log.warning("decoder_too_slow", kind=kind)
        raise BrokenFile("it takes too long to read") from error
    if done.returncode != 0:
        # A negative status: the system stopped it at its limits. Else a mistake of ours.
        tell = log.warning if done.returncode < 0 else log.error
        tell("decoder_failed", kind=kind, status=done.returncode, last=_last_line(done.stderr))
        raise BrokenFile("it can't be read")
    told = json.loads(done.stdout)
    if refused := told.get("error"):
        raise _REFUSALS[refused](told["reason"])
    if image.exists():
        return Decoded(told["content_type"], told["width"], told["height"], image, thumbnail)
    return Decoded(told["content_type"], None, None, source, None)


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    # The kind of error alone: its text may show what stands in the file.
    return lines[-1].partition(":")[0][:100] if lines else ""
