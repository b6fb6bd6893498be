"""One letter from the messages that answer a mail: the same words as plain text and as HTML.

Who is not known gets nothing back of what they wrote: no quote, no subject, no name. Otherwise a
forged From would make the bot carry anybody's words to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2

from bot.channels.email.following import Thread
from bot.channels.email.numbered_choices import Numbered
from bot.channels.email.reply_marker import reply_marker
from bot.channels.email.subjects import answering
from bot.channels.email.threads import Signer
from bot.conversations.messages import StoredMessage
from bot.nlg import Wording
from bot.outgoing_mail.letters import Letter

CHOOSE = "choose"
UNSUBSCRIBE = "reminders"
"""What links are for: a choice, no more reminders."""


@dataclass(frozen=True)
class Shop:
    """What every letter has: the shop's name, where the gateway is reached, who signs."""

    brand: str
    url: str
    signer: Signer
    wording: Wording

    def link(self, purpose: str, conversation_id: str, what: str = "-") -> str:
        """The address of a page that does something once its button is pressed."""
        return f"{self.url}/mail/{purpose}/{self.signer.link(purpose, conversation_id, what)}"


@dataclass(frozen=True)
class Content:
    """What a letter says. ``before``: who said what earlier, for one that goes on with a chat;
    ``name``: only of a customer who is known."""

    messages: Sequence[StoredMessage]
    numbered: Sequence[Numbered]
    language: str
    name: str | None = None
    before: Sequence[tuple[str, str]] | None = None
    by_person: bool = False
    reminder: bool = False


def letter(shop: Shop, thread: Thread, content: Content, mail_id: str, *, unasked: bool) -> Letter:
    """The letter in a thread. ``mail_id`` tells it from others of the thread: the same one again
    is the same mail. ``unasked``: it answers no mail."""
    said = _Words(shop, content)
    scene = _scene(shop, thread, content, said)
    return Letter(
        subject=_subject(thread, content, said),
        text=_TEXT.render(scene).strip() + "\n",
        html=_HTML.render(scene).strip() + "\n",
        headers=_headers(shop, thread, content, mail_id, unasked),
    )


class _Words:
    """Words of mails in the letter's language."""

    def __init__(self, shop: Shop, content: Content) -> None:
        self._shop, self._language = shop, content.language
        self._facts = {"brand": shop.brand, "name": content.name}

    def __call__(self, name: str) -> str:
        return self._shop.wording.say(f"mail.{name}", self._language, self._facts).text


def _scene(shop: Shop, thread: Thread, content: Content, said: _Words) -> dict[str, Any]:
    conversation = thread.conversation_id
    by_message: dict[str, list[dict[str, Any]]] = {}
    for choice in content.numbered:
        url = shop.link(CHOOSE, conversation, choice.id)
        shown = {"number": choice.number, "label": choice.label, "url": url}
        by_message.setdefault(choice.message_id, []).append(shown)
    bubbles = [{"text": m.text, "choices": by_message.get(m.id, [])} for m in content.messages]
    choices = any(bubble["choices"] for bubble in bubbles)
    return {
        "marker": reply_marker(said("marker")),
        "language": content.language,
        "hello": said("hello.named") if content.name else said("hello"),
        "left": said("chat.left") if content.before is not None and not content.reminder else None,
        "bubbles": bubbles,
        "choose": said("choose") if choices else None,
        "answer": said("answer"),
        "before": [{"who": who, "text": text} for who, text in content.before or ()],
        "before_title": said("chat.before"),
        "by": said("by_person" if content.by_person else "by_assistant"),
        "unsubscribe": (
            {"text": said("unsubscribe"), "url": shop.link(UNSUBSCRIBE, conversation)}
            if content.reminder
            else None
        ),
    }


def _subject(thread: Thread, content: Content, said: _Words) -> str:
    if thread.subject and thread.verified:
        return answering(thread.subject)
    own = said("subject.chat" if content.before is not None else "subject")
    return answering(own) if thread.in_reply_to else own


def _headers(
    shop: Shop, thread: Thread, content: Content, mail_id: str, unasked: bool
) -> Mapping[str, str]:
    conversation = thread.conversation_id
    headers = {
        "Message-ID": shop.signer.message_id(conversation, mail_id),
        "Reply-To": shop.signer.reply_address(conversation),
        # RFC 3834; what a person wrote is no automatic answer.
        "Auto-Submitted": "auto-generated" if unasked else "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "X-Support-Bot": "reply",
        "Content-Language": content.language,
    }
    if content.by_person:
        del headers["Auto-Submitted"]
    if thread.in_reply_to:
        headers["In-Reply-To"] = thread.in_reply_to
    if thread.references:
        headers["References"] = " ".join(thread.references)
    if content.reminder:
        headers["List-Unsubscribe"] = f"<{shop.link(UNSUBSCRIBE, conversation)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _paragraphs(text: str) -> list[list[str]]:
    """A text's paragraphs, each as its lines."""
    return [part.split("\n") for part in text.split("\n\n") if part.strip()]


_TEXT = jinja2.Environment(
    autoescape=False,  # noqa: S701 - plain text: nothing in it is markup
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
).from_string(
    """\
{{ marker }}

{{ hello }}
{% if left %}

{{ left }}
{% endif %}
{% for bubble in bubbles %}

{{ bubble.text }}
{% if bubble.choices %}

{% for choice in bubble.choices %}
{{ choice.number }}) {{ choice.label }}
   {{ choice.url }}
{% endfor %}
{% endif %}
{% endfor %}
{% if choose %}

{{ choose }}
{% endif %}

{{ answer }}
{% if before %}

{{ before_title }}

{% for one in before %}
{{ one.who }}: {{ one.text }}

{% endfor %}
{% endif %}

{{ by }}
{% if unsubscribe %}

{{ unsubscribe.text }}
{{ unsubscribe.url }}
{% endif %}
"""
)

_ESCAPED = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
_ESCAPED.filters["paragraphs"] = _paragraphs
_HTML = _ESCAPED.from_string(
    """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em">
<p style="color: #595959; font-size: 13px">{{ marker }}</p>
<p>{{ hello }}</p>
{% if left %}
<p>{{ left }}</p>
{% endif %}
{% for bubble in bubbles %}
{% for lines in bubble.text | paragraphs %}
<p>{% for line in lines %}{{ line }}{% if not loop.last %}<br>{% endif %}{% endfor %}</p>
{% endfor %}
{% if bubble.choices %}
<ol start="{{ bubble.choices[0].number }}">
{% for choice in bubble.choices %}
<li value="{{ choice.number }}"><a href="{{ choice.url }}">{{ choice.label }}</a></li>
{% endfor %}
</ol>
{% endif %}
{% endfor %}
{% if choose %}
<p>{{ choose }}</p>
{% endif %}
<p>{{ answer }}</p>
{% if before %}
<p>{{ before_title }}</p>
<ul>
{% for one in before %}
<li><b>{{ one.who }}:</b> {{ one.text }}</li>
{% endfor %}
</ul>
{% endif %}
<p style="color: #595959; font-size: 13px">{{ by }}</p>
{% if unsubscribe %}
<p style="color: #595959; font-size: 13px">
<a href="{{ unsubscribe.url }}">{{ unsubscribe.text }}</a></p>
{% endif %}
</body>
</html>
"""
)
