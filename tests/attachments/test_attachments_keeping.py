"""Files are kept under random names, sent once, given to their own conversation, and swept."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.attachments import decoding, keeping
from bot.attachments.errors import (
    AttachmentError,
    BrokenFile,
    TooLarge,
    TooMany,
    UnknownFile,
    UnsupportedType,
)
from bot.attachments.keeping import Attachment, content, find, keep, sweep
from bot.attachments.store import FileStore
from bot.conversations.errors import UnknownAttachment
from bot.conversations.tables import attachments
from bot.database.engine import reading, writing
from tests.attachments import given_files as files
from tests.conversations.messages_for import NOW, begun, history, received, said

DAY = timedelta(days=1)


@pytest.fixture
def talk(engine: Engine) -> str:
    return begun(engine)


def kept(
    engine: Engine, store: FileStore, talk: str, given: bytes = b"", name: str = "photo.png"
) -> Attachment:
    file = io.BytesIO(given or files.image("PNG"))
    return keep(engine, store, file, conversation_id=talk, name=name, now=NOW)


def row(engine: Engine, talk: str, attachment_id: str | None = None, **changes: object) -> str:
    """A file's row alone, where no file is looked at."""
    values = {
        "id": attachment_id or str(uuid.uuid4()),
        "conversation_id": talk,
        "name": "photo.png",
        "content_type": "image/png",
        "size": 3,
        "sha256": "",
        "created_at": NOW,
        **changes,
    }
    with writing(engine) as connection:
        connection.execute(sa.insert(attachments).values(**values))
    return str(values["id"])


def ids_of(engine: Engine, talk: str) -> set[str]:
    with reading(engine) as connection:
        return set(
            connection.execute(
                sa.select(attachments.c.id).where(attachments.c.conversation_id == talk)
            ).scalars()
        )


def test_a_photo_is_kept_under_a_random_name(
    engine: Engine, store: FileStore, folder: Path, talk: str
) -> None:
    made = kept(engine, store, talk, files.photo_with_metadata(), "../Ana's kitchen.jpg")
    assert (made.name, made.content_type) == ("Ana's kitchen.jpg", "image/jpeg")
    assert (made.width, made.height) == (30, 40)
    assert {path.name for path in folder.iterdir()} == {made.id, f"{made.id}.thumbnail"}
    assert folder.stat().st_mode & 0o077 == 0
    assert find(engine, made.id, talk) == find(engine, made.id) == made
    whole = b"".join(content(store, made))
    assert len(whole) == made.size
    assert files.WORDS_OF_METADATA not in whole
    assert b"".join(content(store, made, thumbnail=True)).startswith(b"\xff\xd8\xff")


def test_a_document_is_kept_as_it_is(engine: Engine, store: FileStore, talk: str) -> None:
    given = files.document()
    made = kept(engine, store, talk, given, "statement")
    assert (made.name, made.content_type, made.width) == ("statement.pdf", "application/pdf", None)
    assert b"".join(content(store, made)) == given
    with pytest.raises(UnknownFile):
        content(store, made, thumbnail=True)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (b"", BrokenFile),
        (files.archive(), UnsupportedType),
        (files.SVG, UnsupportedType),
        (files.image("PNG")[:60], BrokenFile),
        (files.document(password="secret"), BrokenFile),
        (files.bomb(), TooLarge),
        (files.image("PNG") + b"\0" * decoding.MOST_BYTES, TooLarge),
    ],
    ids=["empty", "zip", "svg", "truncated", "encrypted", "bomb", "too long"],
)
def test_what_is_refused_leaves_nothing(
    engine: Engine,
    store: FileStore,
    folder: Path,
    talk: str,
    given: bytes,
    error: type[AttachmentError],
) -> None:
    with pytest.raises(error):
        keep(engine, store, io.BytesIO(given), conversation_id=talk, name="a.png", now=NOW)
    assert ids_of(engine, talk) == set()
    assert not folder.exists()


def test_a_file_that_takes_too_long_is_refused(
    engine: Engine, store: FileStore, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "SECONDS", 0.001)
    with pytest.raises(BrokenFile):
        kept(engine, store, talk)
    assert ids_of(engine, talk) == set()


def test_where_the_store_is_away_no_row_stays(engine: Engine, tmp_path: Path, talk: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError, match=r"file"):
        kept(engine, FileStore(str(tmp_path / "file")), talk)
    assert ids_of(engine, talk) == set()


def test_another_kind_of_store_serves_as_well(engine: Engine, talk: str) -> None:
    store = FileStore(f"memory://{uuid.uuid4()}")
    made = kept(engine, store, talk)
    assert len(b"".join(content(store, made))) == made.size
    keeping.forget_of_conversation(engine, store, talk)
    with pytest.raises(FileNotFoundError):
        list(content(store, made))


def test_a_conversation_holds_so_many_files_and_no_more(
    engine: Engine, store: FileStore, talk: str
) -> None:
    for _ in range(keeping.MOST_UNSENT):
        row(engine, talk)
    with pytest.raises(TooMany):
        kept(engine, store, talk)
    other = begun(engine)
    for _ in range(keeping.MOST_IN_CONVERSATION):
        row(engine, other, message_id="m-1")
    with pytest.raises(TooMany):
        kept(engine, store, other)


def test_another_conversation_does_not_find_it(engine: Engine, talk: str) -> None:
    made = row(engine, talk)
    with pytest.raises(UnknownFile):
        find(engine, made, begun(engine))
    with pytest.raises(UnknownFile):
        find(engine, str(uuid.uuid4()), talk)


def test_a_message_tells_of_its_files_in_their_order(engine: Engine, talk: str) -> None:
    ids = [row(engine, talk, name=f"{n}.png") for n in range(3)]
    message = received(engine, talk, said("look", attachments=tuple(reversed(ids)))).message
    stored = history(engine, talk)[-1]
    assert stored.as_json()["attachments"] == [
        {"id": ids[n], "name": f"{n}.png", "content_type": "image/png", "size": 3}
        for n in (2, 1, 0)
    ]
    assert message.attachments == stored.attachments
    assert "attachments" not in history(engine, talk)[0].as_json()


def test_a_file_is_sent_once_and_the_same_message_twice(engine: Engine, talk: str) -> None:
    first = said("look", attachments=(row(engine, talk),))
    assert not received(engine, talk, first).known
    assert received(engine, talk, first).known
    with pytest.raises(UnknownAttachment):
        received(engine, talk, said("again", attachments=first.attachments))


@pytest.mark.parametrize("what", ["another's", "made up", "too old"])
def test_a_file_that_is_not_there_to_send_is_refused_with_its_message(
    engine: Engine, talk: str, what: str
) -> None:
    wanted = {
        "another's": lambda: row(engine, begun(engine)),
        "made up": lambda: str(uuid.uuid4()),
        "too old": lambda: row(engine, talk, created_at=NOW - DAY),
    }[what]()
    good = row(engine, talk)
    with pytest.raises(UnknownAttachment):
        received(engine, talk, said("look", attachments=(good, wanted)))
    assert len(history(engine, talk)) == 1
    received(engine, talk, said("look", attachments=(good,)))


@pytest.fixture
def swept_before(engine: Engine, store: FileStore) -> None:
    """The database is shared: what others left is out of the way."""
    sweep(engine, store, NOW + 10 * DAY)


@pytest.mark.usefixtures("swept_before")
def test_what_was_never_sent_is_swept_after_a_day(
    engine: Engine, store: FileStore, folder: Path, talk: str
) -> None:
    made = kept(engine, store, talk)
    sent = row(engine, talk, message_id="m-1")
    assert sweep(engine, store, NOW + DAY - timedelta(seconds=1)) == 0
    assert sweep(engine, store, NOW + DAY) == 1
    assert ids_of(engine, talk) == {sent}
    assert list(folder.iterdir()) == []
    assert made.id not in ids_of(engine, talk)
