"""A secret that an installation makes for itself."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path) -> str:
    """A random secret that stays the same: read from ``path``, or made and written there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Several parts may start at once: each writes its own, the first to link it wins.
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text(encoding="ascii")
