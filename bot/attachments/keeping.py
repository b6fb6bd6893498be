"""Files are kept, found and forgotten: the row in the database first, then the files it names, so
that no file is ever without its row."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.attachments.decoding import MOST_BYTES, Decoded, decode
from bot.attachments.errors import BrokenFile, TooLarge, TooMany, UnknownFile, UnsupportedType
from bot.attachments.kinds import HEAD_BYTES, kind_of
from bot.attachments.names import shown_name
from bot.attachments.store import FileStore
from bot.conversations.attached import SENDABLE
from bot.conversations.tables import attachments, conversations
from bot.database.engine import reading, writing

MOST_IN_CONVERSATION = 100
"""Files of a conversation in all."""

MOST_UNSENT = 20
"""Files that were handed in and that no message has sent yet."""

SWEPT_AT_ONCE = 200

THUMBNAIL_TYPE = "image/jpeg"

_COPY_BYTES = 256 * 1024


@dataclass(frozen=True)
class Attachment:
    """A file that is kept. Sizes are in bytes and pixels; a document has no pixels."""

    id: str
    conversation_id: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None


def keep(
    engine: Engine,
    store: FileStore,
    file: BinaryIO,
    *,
    conversation_id: str,
    name: str,
    now: datetime,
) -> Attachment:
    """Makes a stranger's file harmless and keeps it for a message that will send it.

    ``file`` is read from where it stands; ``name`` is what its sender calls it. Raises
    :class:`TooLarge`, :class:`UnsupportedType`, :class:`BrokenFile`, :class:`TooMany`.
    """
    _make_room(engine, conversation_id)
    with tempfile.TemporaryDirectory(prefix="attachment") as folder:
        source = Path(folder) / "given"
        decoded = decode(source, _copied(file, source))
        kept = Attachment(
            id=str(uuid.uuid4()),
            conversation_id=conversation_id,
            name=shown_name(name, decoded.content_type),
            content_type=decoded.content_type,
            size=decoded.main.stat().st_size,
            width=decoded.width,
            height=decoded.height,
        )
        _insert(engine, kept, _sha256(decoded.main), now)
        try:
            _put(store, kept.id, decoded)
        except OSError:
            with contextlib.suppress(OSError):  # where it fails too, the row waits for the sweep
                _forget(engine, store, [kept.id])
            raise
    return kept


def find(engine: Engine, attachment_id: str, conversation_id: str | None = None) -> Attachment:
    """The file with this id, of this conversation where one is named: customers see their own,
    agents all. Raises :class:`UnknownFile`."""
    wanted = sa.select(*_COLUMNS).where(attachments.c.id == attachment_id)
    if conversation_id is not None:
        wanted = wanted.where(attachments.c.conversation_id == conversation_id)
    with reading(engine) as connection:
        row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise UnknownFile(attachment_id)
    return Attachment(**row)


def find_all(engine: Engine, ids: Sequence[str]) -> list[Attachment]:
    """The files among these ids that are there, of whatever conversation: for agents."""
    if not ids:
        return []
    with reading(engine) as connection:
        found = connection.execute(sa.select(*_COLUMNS).where(attachments.c.id.in_(ids)))
        return [Attachment(**row) for row in found.mappings()]


def content(store: FileStore, kept: Attachment, *, thumbnail: bool = False) -> Iterator[bytes]:
    """The file piece by piece, or its thumbnail, a JPEG. Raises :class:`UnknownFile` at once for
    the thumbnail of a document."""
    if thumbnail and kept.width is None:
        raise UnknownFile(kept.id)
    return store.read(_thumbnail(kept.id) if thumbnail else kept.id)


def forget_of_conversation(engine: Engine, store: FileStore, conversation_id: str) -> int:
    """Takes away all files of a conversation, and their rows; gives how many."""
    with reading(engine) as connection:
        wanted = sa.select(attachments.c.id).where(attachments.c.conversation_id == conversation_id)
        found = list(connection.execute(wanted).scalars())
    _forget(engine, store, found)
    return len(found)


def sweep(engine: Engine, store: FileStore, now: datetime) -> int:
    """Takes away files that were handed in a day ago and never sent; gives how many.

    One so old can't be sent any more, so nobody sends it meanwhile.
    """
    with reading(engine) as connection:
        wanted = (
            sa.select(attachments.c.id)
            .where(attachments.c.message_id.is_(None), attachments.c.created_at <= now - SENDABLE)
            .limit(SWEPT_AT_ONCE)
        )
        found = list(connection.execute(wanted).scalars())
    _forget(engine, store, found)
    return len(found)


_COLUMNS = tuple(attachments.c[name] for name in Attachment.__dataclass_fields__)


def _copied(file: BinaryIO, target: Path) -> str:
    """Copies the file, up to what is taken, and says what it is."""
    size, kind = 0, None
    with target.open("wb") as copy:
        while piece := file.read(_COPY_BYTES):
            if size == 0:
                kind = kind_of(piece[:HEAD_BYTES])
                if kind is None:
                    raise UnsupportedType("neither an image nor a PDF")
            size += len(piece)
            if size > MOST_BYTES:
                raise TooLarge(f"more than {MOST_BYTES} bytes")
            copy.write(piece)
    if kind is None:
        raise BrokenFile("it is empty")
    return kind


def _make_room(engine: Engine, conversation_id: str) -> None:
    """Looks before the work of decoding whether one more may be kept."""
    with reading(engine) as connection:
        _count(connection, conversation_id)


def _count(connection: Connection, conversation_id: str) -> None:
    counted = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((attachments.c.message_id.is_(None), 1))),
        ).where(attachments.c.conversation_id == conversation_id)
    ).one()
    if counted[0] >= MOST_IN_CONVERSATION or counted[1] >= MOST_UNSENT:
        raise TooMany(f"{counted[0]} files, {counted[1]} of them not sent")


def _insert(engine: Engine, kept: Attachment, sha256: str, now: datetime) -> None:
    with writing(engine) as connection:
        # Two uploads at once are counted one after the other.
        connection.execute(
            sa.select(conversations.c.id)
            .where(conversations.c.id == kept.conversation_id)
            .with_for_update()
        )
        _count(connection, kept.conversation_id)
        values = {name: getattr(kept, name) for name in Attachment.__dataclass_fields__}
        connection.execute(sa.insert(attachments).values(**values, sha256=sha256, created_at=now))


def _put(store: FileStore, attachment_id: str, decoded: Decoded) -> None:
    store.put(attachment_id, decoded.main)
    if decoded.thumbnail is not None:
        store.put(_thumbnail(attachment_id), decoded.thumbnail)


def _forget(engine: Engine, store: FileStore, ids: Iterable[str]) -> None:
    """Files first: what is left halfway is found again by its row."""
    for attachment_id in ids:
        store.delete(attachment_id)
        store.delete(_thumbnail(attachment_id))
        with writing(engine) as connection:
            connection.execute(sa.delete(attachments).where(attachments.c.id == attachment_id))


def _thumbnail(attachment_id: str) -> str:
    return f"{attachment_id}.thumbnail"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_COPY_BYTES):
            digest.update(piece)
    return digest.hexdigest()
