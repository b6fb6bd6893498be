"""What the desk is given by the channels: customers' files, and who types on either side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.engine import Engine

from bot.attachments import keeping
from bot.attachments.errors import UnknownFile
from bot.attachments.store import FileStore
from bot.conversations.events import Author, Hub
from bot.desk.files import FileShown
from bot.desk.typing import Typing


class KeptFiles:
    """The files that customers attached, as :class:`bot.desk.files.Files` wants them."""

    def __init__(self, engine: Engine, store: FileStore) -> None:
        self._engine, self._store = engine, store

    def about(self, ids: Sequence[str]) -> Mapping[str, FileShown]:
        """The files among these ids that are there."""
        return {
            file.id: FileShown(file.id, file.conversation_id, file.name, file.content_type)
            for file in keeping.find_all(self._engine, ids)
        }

    def read(self, attachment_id: str, *, small: bool) -> Iterable[bytes]:
        """A file's bytes; ``small`` those of its preview, where there is one."""
        try:
            file = keeping.find(self._engine, attachment_id)
        except UnknownFile:
            return ()
        return keeping.content(self._store, file, thumbnail=small and file.width is not None)


def typing_of(hub: Hub) -> Typing:
    """Who types: what the desk's page is told of customers, and customers of agents."""
    typing = Typing()
    typing.agent_types = lambda conversation_id: hub.typing(conversation_id, "agent")

    def watch(conversation_id: str, author: Author) -> None:
        if author == "customer":
            typing.customer_types(conversation_id)

    hub.watch_typing = watch
    return typing
