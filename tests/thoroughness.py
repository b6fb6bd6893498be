"""Which tests are thorough: they repeat on a server, or many times over, what a quick one shows.

``make test-quick`` leaves them out, ``make test`` does not. A test is thorough by one of the rules
below, or where ``@pytest.mark.thorough`` stands above it.
"""

from __future__ import annotations

import pytest
from hypothesis import is_hypothesis_test

SERVERS = frozenset(
    [
        *("postgres", "redis_server", "own_redis", "dovecot", "mail_server", "chatwoot"),
        *("served", "serve"),  # gateways on real ports
    ]
)
"""Fixtures that start a server."""

VARIANTS = frozenset(["postgresql", "redis"])
"""Where a test runs a second time: the first time is on SQLite, or counts in memory."""


def is_thorough(item: pytest.Item) -> bool:
    """Whether a rule makes this test a thorough one."""
    if not isinstance(item, pytest.Function):
        return False
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return (
        given.get("database_kind") in VARIANTS
        or given.get("redis_url") in VARIANTS
        or not SERVERS.isdisjoint(item.fixturenames)
        or is_hypothesis_test(item.obj)
    )
