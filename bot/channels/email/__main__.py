"""``python -m bot.channels.email``: the email worker. Started by ``support-bot run``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from bot.attachments.store import FileStore
from bot.channels.email.answering import Answering
from bot.channels.email.chat_to_mail import ChatToMail
from bot.channels.email.composing import Shop
from bot.channels.email.keeping_files import keeper
from bot.channels.email.mailbox import Mailbox
from bot.channels.email.receiving import Reception
from bot.channels.email.threads import Signer
from bot.channels.email.worker import Worker
from bot.channels.log import set_up_log
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.nlg import Wording
from bot.settings import BadSetting, Settings, load_settings


def worker_of(settings: Settings, responder_url: str) -> Worker:
    """The worker of these settings, which must have mailbox and address."""
    if not settings.imap_url or not settings.mail_address:
        raise BadSetting("SUPPORT_BOT_IMAP_URL and SUPPORT_BOT_MAIL_ADDRESS must be set")
    engine = engine_of(settings.database)
    wording = Wording.load()
    turns = Turns(engine, ResponderClient(responder_url, settings.internal_secret), wording)
    signer = Signer(settings.secret, settings.mail_address)
    shop = Shop(settings.brand, settings.reached_at, signer, wording)
    return Worker(
        Mailbox.at(settings.imap_url),
        Reception(engine, signer, keeper(engine, FileStore(settings.attachments), turns.clock)),
        Answering(turns, shop),
        ChatToMail(turns, shop),
        settings.authserv_id,
    )


async def _run(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    await worker.run()


async def _main(settings: Settings) -> None:
    await _run(worker_of(settings, f"http://127.0.0.1:{os.environ['SUPPORT_BOT_RESPONDER_PORT']}"))


def main() -> int:
    """Works until stopped."""
    try:
        settings = load_settings()
        set_up_log()
        asyncio.run(_main(settings))
    except BadSetting as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
