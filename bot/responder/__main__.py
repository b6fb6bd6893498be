"""``python -m bot.responder``: serves Rasa on loopback. Started by ``support-bot run``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.settings import load_settings


def main() -> int:
    """Serves until stopped."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    settings = load_settings()
    from bot.responder import server

    server.quiet_rasa()
    model = Path(os.environ["SUPPORT_BOT_MODEL"])
    app = server.create_app(
        settings, model, f"http://127.0.0.1:{os.environ['SUPPORT_BOT_ACTIONS_PORT']}"
    )
    app.run(
        host="127.0.0.1",
        port=int(os.environ["SUPPORT_BOT_RESPONDER_PORT"]),
        workers=1,
        access_log=False,
        motd=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
