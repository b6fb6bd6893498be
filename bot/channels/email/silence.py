"""Which mails no machine should answer: machines' own, lists', returned ones, and ours."""

from __future__ import annotations

import re
from collections.abc import Collection
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from bot.channels.email.addresses import normalised_address
from bot.channels.email.decoding import decoded_header
from bot.channels.email.quote_headers import small_letters

OWN_HEADER: Final = "X-Support-Bot"
"""A header that every mail of the bot carries."""

REASONS: Final = (
    "no_sender",
    "our_own",
    "null_return_path",
    "report",
    "auto_submitted",
    "auto_responder",
    "precedence",
    "mailing_list",
    "suppressed",
    "daemon",
    "no_reply",
    "out_of_office",
)
"""The codes of :func:`silence_reason`, in the order in which they are looked for."""

_FILE: Final = Path(__file__).with_name("out_of_office.yml")
_RESPONDER_HEADERS: Final = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "X-POST-MessageClass",
    "X-FC-MachineGenerated",
)
_LIST_HEADERS: Final = (
    "List-Id",
    "List-Unsubscribe",
    "List-Post",
    "List-Help",
    "List-Subscribe",
    "Mailing-List",
    "X-Mailing-List",
    "Feedback-ID",
)
_DAEMONS: Final = re.compile(
    r"(?:mailer-?daemon|postmaster|mail-?daemon|daemon|mdaemon|bounces?|root|"
    r"mail-delivery|maildelivery|autoresponder|auto-?reply|microsoftexchange[0-9a-f]*)(?:[+=_-].*)?"
)
_NO_REPLY: Final = re.compile(
    r"(?:.*[._+-])?(?:"
    r"(?:do[._-]?)?no?t?[._-]?repl(?:y|ies)|no[._-]?responder|no[._-]?responda|"
    r"(?:ne[._-]?pas|non)[._-]?repondre|nao[._-]?responda|nao[._-]?responder|"
    r"nicht[._-]?antworten|keine[._-]?antwort|non[._-]?rispondere|nie[._-]?odpowiadac|"
    r"nie[._-]?odpowiadaj|yanitlamayin|yanitlama|cevaplamayin|nu[._-]?raspunde(?:ti)?|ne[._-]?otvechat[a-z]*"
    r")(?:[._+-].*)?"
)


def silence_reason(
    mail: Message, from_address: str | None, own_addresses: Collection[str]
) -> str | None:
    """Why the mail gets no answer by a machine, one of ``REASONS``; None where it may get one."""
    if from_address is None:
        return "no_sender"
    if mail[OWN_HEADER] is not None or _is_own(from_address, own_addresses):
        return "our_own"
    return _said_by_headers(mail) or _said_by_sender(from_address) or _said_by_subject(mail)


def _said_by_headers(mail: Message) -> str | None:
    if _words(mail, "Return-Path") == "<>":
        return "null_return_path"
    if mail.get_content_type() in ("multipart/report", "message/delivery-status"):
        return "report"
    if _words(mail, "Auto-Submitted").split(";")[0].strip() not in ("", "no"):
        return "auto_submitted"
    if any(mail[name] is not None for name in _RESPONDER_HEADERS):
        return "auto_responder"
    if _words(mail, "Precedence") in ("bulk", "list", "junk", "auto_reply"):
        return "precedence"
    if any(mail[name] is not None for name in _LIST_HEADERS):
        return "mailing_list"
    suppressed = re.split(r"[\s,;]+", _words(mail, "X-Auto-Response-Suppress"))
    if {"all", "oof", "autoreply"} & set(suppressed):
        return "suppressed"
    return None


def _said_by_sender(address: str) -> str | None:
    local = address.rpartition("@")[0].lower()
    if _DAEMONS.fullmatch(local):
        return "daemon"
    return "no_reply" if _NO_REPLY.fullmatch(local) else None


def _said_by_subject(mail: Message) -> str | None:
    subject = small_letters(decoded_header(mail.get("Subject", "")))
    return "out_of_office" if _absences().match(subject) else None


def _is_own(address: str, own_addresses: Collection[str]) -> bool:
    """Whether it is one of ours, or one of ours with a tag: ``reply+<id>@``."""
    own = {known.lower() for one in own_addresses if (known := normalised_address(one))}
    local, _, domain = address.lower().rpartition("@")
    return f"{local}@{domain}" in own or f"{local.partition('+')[0]}@{domain}" in own


def _words(mail: Message, header: str) -> str:
    return decoded_header(mail.get(header, "")).strip().lower()


@cache
def _absences() -> re.Pattern[str]:
    told: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    begun = {small_letters(words) for phrases in told.values() for words in phrases}
    patterns = []
    for words in sorted(begun, key=len, reverse=True):
        pattern = re.escape(words.rstrip(":"))
        patterns.append(
            rf"{pattern} ?:" if words.endswith(":") else rf"{pattern}(?= ?(?:$|[:.,!(\[/–—]| -|-))"
        )
    return re.compile("|".join(patterns))
