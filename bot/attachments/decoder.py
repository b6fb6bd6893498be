"""``python -m bot.attachments.decoder KIND FILE IMAGE THUMBNAIL MOST_BYTES``: a process that reads
one file of a stranger's.

It holds no secret, may use so much memory and time and no more, and is gone afterwards: what a
file can do to a decoder it does here. Says on standard output what became of it, as JSON.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import warnings
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1_500_000_000
PROCESSOR_SECONDS = 20
FILE_BYTES = 100_000_000


def main(arguments: list[str]) -> int:
    """0: done, or refused with a reason. Anything else: the file was too much for it."""
    _bound()
    kind, source, image, thumbnail, most_bytes = arguments
    print(json.dumps(_read(kind, Path(source), Path(image), Path(thumbnail), int(most_bytes))))
    return 0


def _bound() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    # Pillow warns of images that are odd in some way; what matters is whether they decode.
    warnings.simplefilter("ignore")


def _read(kind: str, source: Path, image: Path, thumbnail: Path, most_bytes: int) -> dict[str, Any]:
    # Imported here: under the limits, and only what the kind needs.
    if kind == "application/pdf":
        from bot.attachments import documents

        try:
            documents.check(source)
        except documents.NotADocument as error:
            return {"error": error.code, "reason": str(error)}
        return {"content_type": kind, "width": None, "height": None}
    from bot.attachments import images

    try:
        return images.write_anew(source, kind, image, thumbnail, most_bytes)
    except images.TooManyPixels as error:
        return {"error": "too_large", "reason": type(error).__name__}
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError) as error:
        return {"error": "broken_file", "reason": type(error).__name__}
    except (KeyError, IndexError, TypeError, AttributeError, RuntimeError) as error:
        return {"error": "broken_file", "reason": type(error).__name__}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
