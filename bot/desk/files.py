"""What customers attached, as the desk shows it; whoever keeps the files gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class FileShown:
    """A file by its name and type. Whether it is a picture says how it is shown."""

    id: str
    conversation_id: str
    name: str
    content_type: str

    @property
    def is_picture(self) -> bool:
        """Whether a browser shows it as a picture: never SVG, which may hold programs."""
        return self.content_type in ("image/jpeg", "image/png", "image/webp", "image/gif")


class Files(Protocol):
    """The files that are kept."""

    def about(self, ids: Sequence[str]) -> Mapping[str, FileShown]:
        """The files among these ids that are there."""

    def read(self, attachment_id: str, *, small: bool) -> Iterable[bytes]:
        """A file's bytes; ``small`` those of its preview, where there is one."""


class NoFiles:
    """No files at all, where nobody keeps any."""

    def about(self, ids: Sequence[str]) -> Mapping[str, FileShown]:  # noqa: ARG002
        """None."""
        return {}

    def read(self, attachment_id: str, *, small: bool) -> Iterable[bytes]:  # noqa: ARG002
        """Nothing."""
        return ()
