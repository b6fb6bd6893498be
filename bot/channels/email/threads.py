"""What ties a mail to its conversation: signed reply addresses, Message-IDs and links.

Each holds the conversation's id and a keyed hash of what it is for, so that none can be guessed,
made up, or used for another thing. A subject ties nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

BITS = 100
"""Of each keyed hash: twenty characters, so that a reply address keeps within the 64 that a local
part may have."""

_REPLY = re.compile(r"^reply\+([a-z2-7]{26})\.([a-z2-7]{20})@", re.I)
_MESSAGE = re.compile(r"<?([a-z2-7]{26})\.([0-9a-z-]{1,40})\.([a-z2-7]{20})@", re.I)
_LINK = re.compile(r"^([a-z2-7]{26})\.([0-9A-Za-z_-]{1,40})\.([a-z2-7]{20})$")


@dataclass(frozen=True)
class Signer:
    """Signs for one mail address, with a key of its own. ``secret`` is the installation's."""

    secret: str = field(repr=False)
    address: str

    @property
    def domain(self) -> str:
        """The domain of the address, in ASCII where it can be said so."""
        domain = self.address.rpartition("@")[2]
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")

    def reply_address(self, conversation_id: str) -> str:
        """``reply+<id>.<hash>@domain``. Letters are small: some servers make them so anyway."""
        return (
            f"reply+{_short(conversation_id)}.{self._mac('reply', conversation_id)}@{self.domain}"
        )

    def message_id(self, conversation_id: str, mail_id: str) -> str:
        """The Message-ID of a mail in this conversation; ``mail_id`` tells it from others."""
        mac = self._mac("message", conversation_id, mail_id)
        return f"<{_short(conversation_id)}.{mail_id}.{mac}@{self.domain}>"

    def link(self, purpose: str, conversation_id: str, what: str = "-") -> str:
        """What a link of a mail names: ``purpose`` is no part of it, but of its hash."""
        return f"{_short(conversation_id)}.{what}.{self._mac(purpose, conversation_id, what)}"

    def conversation_of(self, recipients: Iterable[str], message_ids: Iterable[str]) -> str | None:
        """The conversation that a mail was sent to by one of its recipients, else that it answers
        by one of the Message-IDs that it names. None where none is signed."""
        for recipient in recipients:
            if found := self._replied_to(recipient):
                return found
        for message_id in message_ids:
            if found := self._answered(message_id):
                return found
        return None

    def followed(self, purpose: str, link: str) -> tuple[str, str] | None:
        """The conversation of a link, and what it names. None where it is not one of ours."""
        if not (parts := _LINK.match(link)) or not (conversation := _long(parts[1])):
            return None
        right = self._mac(purpose, conversation, parts[2])
        return (conversation, parts[2]) if hmac.compare_digest(right, parts[3]) else None

    def _replied_to(self, recipient: str) -> str | None:
        if not (parts := _REPLY.match(recipient.strip())):
            return None
        conversation = _long(parts[1])
        if conversation is None:
            return None
        right = self._mac("reply", conversation)
        return conversation if hmac.compare_digest(right, parts[2].lower()) else None

    def _answered(self, message_id: str) -> str | None:
        if not (parts := _MESSAGE.match(message_id.strip())):
            return None
        conversation = _long(parts[1])
        if conversation is None:
            return None
        right = self._mac("message", conversation, parts[2])
        return conversation if hmac.compare_digest(right, parts[3].lower()) else None

    def _mac(self, *parts: str) -> str:
        key = hmac.new(self.secret.encode(), b"email threads", hashlib.sha256).digest()
        digest = hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode("ascii").lower()[: BITS // 5]


def _short(conversation_id: str) -> str:
    """A conversation's id in 26 small letters and digits."""
    return base64.b32encode(uuid.UUID(conversation_id).bytes).decode("ascii").lower().rstrip("=")


def _long(short: str) -> str | None:
    """The id that was said so; None where none was. Base32 leaves two bits of the last letter
    unused: other letters there would say the same, and are refused."""
    try:
        found = str(uuid.UUID(bytes=base64.b32decode(short.upper() + "======")))
    except (binascii.Error, ValueError):
        return None
    return found if _short(found) == short.lower() else None
