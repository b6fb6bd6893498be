"""The action server: rasa-sdk's own, on loopback, behind the internal secret."""

from __future__ import annotations

import hmac
import logging
import os

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

import actions
from bot.settings import Settings, load_settings


def action_app(settings: Settings) -> Sanic:
    """rasa-sdk's app with all actions of this package, refusing calls without the secret."""
    app = create_app(actions, cors_origins=[])
    expected = f"Bearer {settings.internal_secret}".encode()

    async def check(request: Request) -> HTTPResponse | None:
        shown = request.headers.get("authorization", "").encode()
        if hmac.compare_digest(shown, expected):
            return None
        return json({"error": "the internal secret is missing or wrong"}, status=401)

    app.register_middleware(check, "request")
    return app


def main() -> None:
    """Serves until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    action_app(load_settings()).run(
        host="127.0.0.1",
        port=int(os.environ["SUPPORT_BOT_ACTIONS_PORT"]),
        workers=1,
        access_log=False,
        motd=False,
    )
