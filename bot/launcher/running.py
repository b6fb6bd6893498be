"""``support-bot run``: all parts at once, one log, one Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.text import Text

from bot.launcher.minding import Minder
from bot.launcher.parts import parts_of
from bot.settings import Settings

COLOURS = {"gateway": "cyan", "actions": "green", "rasa": "magenta", "email": "yellow"}
ASK_EVERY_SECONDS = 0.25


async def run(settings: Settings, model: Path, console: Console, ready: Callable[[], None]) -> None:
    """Runs all parts until Ctrl-C or SIGTERM. ``ready`` is called when each is well."""
    tell = _teller(console)
    minders = [Minder(part, tell) for part in parts_of(settings, model)]
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(minder.run()) for minder in minders]
    waiting = asyncio.create_task(_until_well(settings, ready))
    await stop.wait()
    console.print("Stopping …")
    waiting.cancel()
    await asyncio.gather(*(minder.stop() for minder in minders))
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, waiting, return_exceptions=True)


async def _until_well(settings: Settings, ready: Callable[[], None]) -> None:
    url = f"http://{address(settings)}/health"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        ready()
                        return
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass  # not up yet: asked again below
            await asyncio.sleep(ASK_EVERY_SECONDS)


def address(settings: Settings) -> str:
    """Where the gateway is reached from this machine."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return f"{f'[{host}]' if ':' in host else host}:{settings.port}"


def _teller(console: Console) -> Callable[[str, str], None]:
    def tell(part: str, line: str) -> None:
        moment = datetime.now().astimezone().strftime("%H:%M:%S")
        shown = Text(f"{moment} ", style="dim")
        shown.append(f"{part:8}", style=COLOURS.get(part, "white"))
        shown.append(f" {line}")
        console.print(shown, soft_wrap=True)

    return tell
