"""Addresses that mail can be sent to."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address


class BadAddress(ValueError):
    """An address that no mail can be sent to."""

    code = "bad_address"


def address_of(text: str) -> Address:
    """One address, and nothing else. Its domain in ASCII, as servers want it."""
    local, at, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
        return Address(addr_spec=f"{local}{at}{ascii_domain}")
    except (ValueError, HeaderParseError, IndexError) as error:
        raise BadAddress("not an address that mail can be sent to") from error
