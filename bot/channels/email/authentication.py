"""Whether a mail is from whom it says, by the word of our own receiving server."""

from __future__ import annotations

import re
from email.message import Message
from typing import Final

import authres  # type: ignore[import-untyped]
import authres.core  # type: ignore[import-untyped]
import authres.dmarc  # type: ignore[import-untyped]

from bot.channels.email.addresses import normalised_domain

_LONGEST: Final = 5_000
_MOST: Final = 50
_FEATURES: Final = authres.FeatureContext(authres.dmarc)


def is_verified(mail: Message, from_address: str | None, authserv_id: str | None) -> bool:
    """Whether our server found the one From address's domain to vouch for the mail (DMARC).

    Only the topmost ``Authentication-Results`` of ``authserv_id`` counts: what stands below it,
    or goes by another name, came with the mail and may be the sender's own. The server has to
    take foreign ones of its name away, as RFC 8601 asks. Without ``authserv_id`` nothing is.
    """
    if not authserv_id or from_address is None:
        return False
    for value in mail.get_all("Authentication-Results", [])[:_MOST]:
        header = re.sub(r"[\r\n]+", "", str(value))
        if _server_of(header) == authserv_id.strip().lower():
            return len(header) <= _LONGEST and _passes(header, from_address)
    return False


def _server_of(header: str) -> str:
    """The name that the header goes by, as far as it can be told without trusting the rest."""
    shown = re.sub(r"\([^()]{0,200}\)", " ", header[:1_000])
    return shown.partition(";")[0].strip().split(" ")[0].split("\t")[0].strip('"').lower()


def _passes(header: str, from_address: str) -> bool:
    try:
        results = _FEATURES.parse_value(header).results
    except (authres.core.AuthResError, ValueError, TypeError, RecursionError):
        return False
    found = [one for one in results if str(one.method).lower() == "dmarc"]
    if len(found) != 1 or str(found[0].result).lower() != "pass":
        return False
    domains = [
        normalised_domain(str(one.value))
        for one in found[0].properties
        if (str(one.type).lower(), str(one.name).lower()) == ("header", "from")
    ]
    return len(domains) == 1 and domains[0] == from_address.rpartition("@")[2]
