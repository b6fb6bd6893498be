"""``python -m bot.channels``: serves the gateway. Started by ``support-bot run``."""

from __future__ import annotations

import os
import sys

import uvicorn

from bot.channels.gateway import create_app
from bot.channels.log import set_up_log
from bot.channels.serving import OPTIONS, allow_many_files
from bot.settings import BadSetting, load_settings


def main() -> int:
    """Serves until stopped."""
    try:
        settings = load_settings()
    except BadSetting as error:
        print(error, file=sys.stderr)
        return 2
    set_up_log()
    allow_many_files()
    app = create_app(
        settings,
        responder_url=f"http://127.0.0.1:{os.environ['SUPPORT_BOT_RESPONDER_PORT']}",
        actions_url=f"http://127.0.0.1:{os.environ['SUPPORT_BOT_ACTIONS_PORT']}",
    )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        **OPTIONS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
