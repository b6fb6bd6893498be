"""What the chat costs a page, and how soon it is open in a real Chromium."""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from bot.settings import ROOT
from tests.bench.measuring import percentile
from tests.bench.others import Others
from tests.browser.chat_page import CHROMIUM, FLAGS, Chat
from tests.whole.running_bot import Bot

BUILT = ROOT / "widget" / "dist"
LAUNCHER = "support-chat.js"
MOST = 30_000
"""Bytes that all of the chat may have, gzipped."""

VISITS = 25


@dataclass
class WidgetRun:
    """Bytes of each script, gzipped; seconds from a visit until the button is there, and from
    the press until the greeting is on screen, each time in a browser that knows nothing yet."""

    bytes: dict[str, int]
    there: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    others: float = 0.0

    @property
    def wrong(self) -> bool:
        """Whether the chat is larger than it may be."""
        return sum(self.bytes.values()) > MOST

    def show(self, console: Console) -> None:
        """Prints the figures."""
        each = ", ".join(f"{name} {size:,}" for name, size in self.bytes.items())
        console.print(
            f"The chat has {sum(self.bytes.values()):,} bytes gzipped, {MOST:,} at most: {each}"
        )
        for what, figures in (("button there", self.there), ("chat open", self.opened)):
            told = " / ".join(f"{percentile(figures, p) * 1e3:.0f}" for p in (50, 95))
            console.print(f"  {what}, p50 / p95 ms: {told}", highlight=False)
        console.print(f"  others took {self.others:.1f} cores", highlight=False)

    def as_json(self) -> dict[str, Any]:
        """All figures; seconds and bytes."""
        told = {"there": self.there, "opened": self.opened}
        percentiles = {
            name: {f"p{p}": percentile(figures, p) for p in (50, 95)}
            for name, figures in told.items()
        }
        return {"bytes": self.bytes, "visits": VISITS, **percentiles, "others": self.others}


def measure_widget(folder: Path) -> WidgetRun:
    """Starts the bot, and visits its demo shop again and again."""
    launcher = BUILT / LAUNCHER
    # Panels of earlier builds lie beside the one that the launcher loads.
    panel = re.search(r"/widget/panel-[\w-]+\.js", launcher.read_text(encoding="utf-8"))
    assert panel is not None, "the launcher names no panel"
    scripts = [launcher, BUILT / panel[0].lstrip("/")]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in scripts}
    run, bot = WidgetRun(sizes), Bot(folder / "widget")
    bot.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            _visit(browser, bot)  # what Chromium itself does the first time is not the chat's
            others = Others()
            for _ in range(VISITS):
                there, opened = _visit(browser, bot)
                run.there.append(there)
                run.opened.append(opened)
            run.others = others.cores()
            browser.close()
    finally:
        bot.stop()
    return run


def _visit(browser: Browser, bot: Bot) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    chat = Chat(context.new_page(), bot.url)
    began = time.perf_counter()
    chat.page.goto(f"{bot.url}/?lang=en", wait_until="commit")
    chat.launcher.wait_for()
    there = time.perf_counter()
    chat.launcher.click()
    chat.rows.first.wait_for()
    opened = time.perf_counter()
    context.close()
    return there - began, opened - there
