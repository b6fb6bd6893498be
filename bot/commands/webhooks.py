"""``support-bot webhooks``."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from bot.commands.command import console, database, refuse, with_settings
from bot.settings import Settings


@click.group()
def webhooks() -> None:
    """Look at what the shop's server was told, and tell it again."""


@webhooks.command("list")
@click.option("--state", type=click.Choice(["waiting", "delivered", "dead"]), help="Only these.")
@click.option("--most", default=50, show_default=True, help="The newest so many.")
@with_settings
def list_webhooks(settings: Settings, state: str | None, most: int) -> None:
    """List deliveries, the newest first."""
    from bot.launcher.tables import deliveries_table
    from bot.webhooks.replaying import deliveries

    console.print(deliveries_table(deliveries(database(settings), state, most)))


@webhooks.command("replay")
@click.argument("delivery")
@with_settings
def replay_webhook(settings: Settings, delivery: str) -> None:
    """Send the DELIVERY with this id once more; a running gateway does it within a second."""
    from bot.webhooks.replaying import UnknownDelivery, replay

    try:
        replay(database(settings), delivery, datetime.now(timezone.utc))
    except UnknownDelivery:
        refuse(f"There is no delivery {delivery}, or it waits to be sent.")
    console.print(f"{delivery} is sent again.")
