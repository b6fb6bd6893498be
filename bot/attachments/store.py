"""Where the files lie: a folder, or any store that fsspec has an address for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

CHUNK_BYTES = 256 * 1024


class FileStore:
    """Files by the random names that :mod:`bot.attachments.keeping` gives them."""

    def __init__(self, url: str) -> None:
        """``url``: a folder's path, or an address such as ``s3://bucket/folder``."""
        self._files, self._folder = fsspec.core.url_to_fs(url)
        self._local = isinstance(self._files, LocalFileSystem)

    def put(self, name: str, source: Path) -> None:
        """Keeps a file. Its folder is made, for the bot's own user alone."""
        if self._local:
            Path(self._folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files.put_file(str(source), self._path(name))

    def read(self, name: str) -> Iterator[bytes]:
        """The file, piece by piece. Raises :class:`FileNotFoundError` at the first piece."""
        with self._files.open(self._path(name), "rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece

    def delete(self, name: str) -> None:
        """Takes a file away; one that is not there is no mistake."""
        try:
            self._files.rm_file(self._path(name))
        except (FileNotFoundError, NotADirectoryError):
            return

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"
