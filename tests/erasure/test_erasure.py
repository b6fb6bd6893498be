"""What a customer said is nowhere any more, in no table and no file, once it is erased."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.attachments.store import FileStore
from bot.channels.email.tables import mail_threads, mails
from bot.conversations import inbox, opening, outbox
from bot.conversations.errors import UnknownConversation
from bot.conversations.rating import rate
from bot.conversations.tables import attachments, conversations, satisfaction, tickets
from bot.database.engine import reading, writing
from bot.database.metadata import metadata
from bot.erasure import erasing
from bot.erasure.erasing import erase, erase_again, erase_customer, erase_old
from bot.orders.importing import import_data
from bot.outgoing_mail.tables import outgoing_mails
from bot.reminders.tables import reminders
from bot.responder.tables import trackers
from bot.verification.tables import one_time_codes
from tests.conversations.messages_for import HOLDER, NOW, answer, begun, handoff, said
from tests.orders.shop_rows import customer, order

SECRETS = ("marmalade", "ana@example.com", "c-ana", "kitchen", "JM-SECRET")
"""What the customer said, is called, and handed in."""

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
ORDER = "JM-4821-7305"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def store(folder: Path) -> FileStore:
    return FileStore(str(folder))


def everything(engine: Engine, but: tuple[str, ...] = ("customers", "orders")) -> str:
    """All that all tables hold, as one text; without the shop's own records."""
    found = []
    with reading(engine) as connection:
        tables = [name for name in sa.inspect(connection).get_table_names() if name not in but]
        for name in tables:
            for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')):  # noqa: S608
                found.append(f"{name}: {json.dumps(list(row), default=str, ensure_ascii=False)}")
    return "\n".join(found)


def handed_in(engine: Engine, store: FileStore, talk: str, name: str, now: datetime) -> str:
    """The id of a file that waits to be sent, and that lies in the store with its thumbnail."""
    made = str(uuid.uuid4())
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"a photo of marmalade")
        file.flush()
        for stored_as in (made, f"{made}.thumbnail"):
            store.put(stored_as, Path(file.name))
    values = {"id": made, "conversation_id": talk, "name": name, "content_type": "image/png"}
    with writing(engine) as connection:
        connection.execute(
            sa.insert(attachments).values(**values, size=20, sha256="", created_at=now)
        )
    return made


def filled(engine: Engine, store: FileStore, now: datetime = NOW) -> str:
    """A conversation of Ana's with something of her in every table."""
    talk = begun(engine, customer_id="c-ana", context={"order_number": "JM-SECRET"})
    photo = handed_in(engine, store, talk, "kitchen.png", now)
    handed_in(engine, store, talk, "marmalade.pdf", now)
    message = inbox.safe(said("my marmalade is broken", attachments=(photo,)))
    received = inbox.receive(engine, talk, message, HOLDER, now)
    asked = handoff(
        order_number=ORDER,
        evidence={"description": "marmalade", "photo": [photo]},
        summary="wants new marmalade",
        decision={"code": "defect.claim", "facts": {"title": "marmalade"}},
    )
    given = answer("about your marmalade", handoff=asked)
    outbox.store_replies(engine, received.conversation, received.message, given, HOLDER, now)
    rate(engine, talk, 5, "good marmalade", now)
    with writing(engine) as connection:
        connection.execute(
            sa.insert(trackers).values(
                conversation_id=talk, events="marmalade", answer="marmalade", updated_at=now
            )
        )
        mail = {
            "mailbox": "INBOX",
            "sender": "ana@example.com",
            "card_cut": False,
            "attachments": ["kitchen"],
            "refused": 0,
            "verified": True,
            "received_at": now,
            "not_before": now,
        }
        for state, mine in (("answered", talk), ("silent", None)):
            given = {"id": str(uuid.uuid4()), "message_id": str(uuid.uuid4()), "digest": "x"}
            connection.execute(
                sa.insert(mails).values(
                    **mail, **given, text="my marmalade", state=state, conversation_id=mine
                )
            )
        connection.execute(
            sa.insert(mail_threads).values(
                conversation_id=talk,
                address="ana@example.com",
                address_key="ana@example.com",
                verified=True,
                subject="marmalade",
                references=[],
                mailed_seq=1,
            )
        )
        connection.execute(
            sa.insert(one_time_codes).values(
                request_id=str(uuid.uuid4()),
                conversation_id=talk,
                address_hash="x",
                customer_id="c-ana",
                code_hash="x",
                state="open",
                tries=0,
                created_at=now,
                expires_at=now,
            )
        )
        connection.execute(
            sa.insert(outgoing_mails).values(
                id=str(uuid.uuid4()),
                address="Ana@example.com",
                response="utter_mail.code",
                facts={},
                language="en",
                state="sent",
                tries=1,
                created_at=now,
                not_before=now,
            )
        )
    return talk


def shop(engine: Engine) -> None:
    import_data(
        engine,
        {
            "customers": [customer("c-ana", email="ana@example.com")],
            "orders": [order(ORDER, customer_id="c-ana")],
        },
    )


@pytest.fixture
def talk(engine: Engine, store: FileStore) -> str:
    shop(engine)
    made = filled(engine, store)
    with writing(engine) as connection:
        connection.execute(
            sa.insert(reminders).values(
                customer_id="c-ana",
                order_number=ORDER,
                kind="day_100",
                code="not_received.wait",
                conversation_id=made,
                due_at=NOW + DAY,
                state="waiting",
                created_at=NOW,
            )
        )
    before = everything(engine).lower()
    assert [word for word in SECRETS if word.lower() not in before] == []
    return made


def row(engine: Engine, table: sa.Table, **wanted: Any) -> Any:
    with reading(engine) as connection:
        found = sa.select(table).filter_by(**wanted)
        return connection.execute(found).mappings().one_or_none()


def assert_forgotten(engine: Engine, folder: Path) -> None:
    left = everything(engine).lower()
    assert [word for word in SECRETS if word.lower() in left] == []
    assert list(folder.iterdir()) == []


def test_nothing_of_the_customer_is_left(
    engine: Engine, store: FileStore, folder: Path, talk: str
) -> None:
    erase(engine, store, talk, NOW + DAY)
    assert_forgotten(engine, folder)


def test_a_ticket_keeps_what_its_claim_needs(engine: Engine, store: FileStore, talk: str) -> None:
    before = row(engine, tickets, conversation_id=talk)
    erase(engine, store, talk, NOW + DAY)
    after = row(engine, tickets, conversation_id=talk)
    kept = ("number", "category", "order_number", "opened_at", "due_at", "state", "priority")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert (after["words"], after["summary"], after["evidence"]) == ("", "", {})
    assert (after["decision"], after["customer_id"]) == (None, None)


def test_the_conversations_shell_ends_its_tokens(
    engine: Engine, store: FileStore, talk: str
) -> None:
    erase(engine, store, talk, NOW + DAY)
    found = opening.find(engine, talk)
    assert (found.customer_id, found.assurance, found.owner) == (None, "anonymous", "closed")
    assert found.tokens_ended((NOW + DAY).timestamp() - 1)
    assert row(engine, conversations, id=talk)["erased_at"] == NOW + DAY
    erase(engine, store, talk, NOW + 2 * DAY)
    assert row(engine, conversations, id=talk)["erased_at"] == NOW + DAY


def test_others_keep_what_is_theirs(engine: Engine, store: FileStore, talk: str) -> None:
    other = begun(engine, customer_id="c-bo")
    inbox.receive(engine, other, inbox.safe(said("my own jam")), HOLDER, NOW)
    erase(engine, store, talk, NOW + DAY)
    assert [message.text for message in opening.messages_after(engine, other, 0)] == [
        "Hello!",
        "my own jam",
    ]


@pytest.mark.usefixtures("talk")
def test_all_conversations_of_a_customer_are_erased(
    engine: Engine, store: FileStore, folder: Path
) -> None:
    filled(engine, store)
    other = begun(engine, customer_id="c-bo")
    assert erase_customer(engine, store, "c-ana", NOW + DAY) == 2
    assert_forgotten(engine, folder)
    assert opening.find(engine, other).customer_id == "c-bo"
    assert erase_customer(engine, store, "c-ana", NOW + DAY) == 0


def test_an_answer_that_comes_after_all_is_not_kept(
    engine: Engine, store: FileStore, folder: Path, talk: str
) -> None:
    received = inbox.receive(engine, talk, inbox.safe(said("more marmalade")), HOLDER, NOW)
    erase(engine, store, talk, NOW + DAY)
    given = answer("about your marmalade")
    replies, owner = outbox.store_replies(
        engine, received.conversation, received.message, given, HOLDER, NOW
    )
    assert (replies, owner) == ([], "closed")
    outbox.tell_answer_follows(engine, talk, received.message, "marmalade follows", NOW)
    with writing(engine) as connection:
        connection.execute(
            sa.insert(trackers).values(
                conversation_id=talk, events="marmalade", answer="marmalade", updated_at=NOW
            )
        )
    assert erase_again(engine, store, NOW + DAY) == 1
    assert_forgotten(engine, folder)
    assert erase_again(engine, store, NOW + 3 * DAY) == 0


@pytest.mark.usefixtures("talk")
def test_what_is_long_ago_is_forgotten_unless_a_ticket_is_open(
    engine: Engine, store: FileStore, folder: Path
) -> None:
    recent = begun(engine)
    with writing(engine) as connection:
        connection.execute(
            sa.update(conversations)
            .where(conversations.c.id == recent)
            .values(updated_at=NOW + YEAR)
        )
    later = NOW + YEAR + DAY
    assert erase_old(engine, store, later, 365) == 0
    with writing(engine) as connection:
        connection.execute(sa.update(tickets).values(state="closed"))
    assert erase_old(engine, store, NOW + YEAR, 365) == 0
    assert erase_old(engine, store, later, 365) == 1
    assert_forgotten(engine, folder)
    assert erase_old(engine, store, later, 365) == 0
    assert row(engine, conversations, id=recent)["erased_at"] is None


def test_what_hangs_on_a_row_of_the_conversation_is_forgotten_too(
    engine: Engine, store: FileStore, talk: str
) -> None:
    notes = sa.Table(
        "made_up_notes",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ticket", sa.ForeignKey("tickets.number")),
        sa.Column("text", sa.Text),
    )
    try:
        notes.create(engine)
        with writing(engine) as connection:
            number = connection.execute(sa.select(tickets.c.number)).scalar_one()
            connection.execute(sa.insert(notes).values(ticket=number, text="likes marmalade"))
        erase(engine, store, talk, NOW + DAY)
        assert "marmalade" not in everything(engine)
    finally:
        metadata.remove(notes)


def test_a_crash_halfway_is_finished_by_the_next(
    engine: Engine,
    store: FileStore,
    folder: Path,
    talk: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(_: str) -> Iterator[Any]:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_deletions", crash)
        with pytest.raises(ZeroDivisionError):
            erase(engine, store, talk, NOW + DAY)
    assert not opening.find(engine, talk).tokens_ended(NOW.timestamp())
    erase(engine, store, talk, NOW + DAY)
    assert_forgotten(engine, folder)


def test_a_conversation_that_is_not_there_is_no_mistake(engine: Engine, store: FileStore) -> None:
    erase(engine, store, str(uuid.uuid4()), NOW)
    with pytest.raises(UnknownConversation):
        opening.find(engine, "nobody's")


def test_a_rating_goes_with_its_conversation(engine: Engine, store: FileStore, talk: str) -> None:
    erase(engine, store, talk, NOW)
    assert row(engine, satisfaction, conversation_id=talk) is None


def test_a_mail_stays_known_so_that_it_is_not_read_anew(
    engine: Engine, store: FileStore, talk: str
) -> None:
    with reading(engine) as connection:
        before = set(connection.execute(sa.select(mails.c.message_id)).scalars())
    erase(engine, store, talk, NOW + DAY)
    with reading(engine) as connection:
        found = list(connection.execute(sa.select(mails)).mappings())
    assert {mail["message_id"] for mail in found} == before
    assert {(mail["text"], mail["state"]) for mail in found} == {("", "silent")}
