"""How mail programs mark in HTML what they quote, and their signatures."""

from __future__ import annotations

import re
from typing import Final

from bs4 import Tag

from bot.channels.email.lines import Mark

_QUOTE_CLASSES: Final = re.compile(
    r"(?:^|\s)(?:gmail_attr|\S*yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote|"
    r"zmail_extra|moz-email-headers-table|AppleOriginalContents)(?:\s|$)"
)
_REST_IDS: Final = re.compile(r"^(?:appendonsend|divRplyFwdMsg|OLK_SRC_BODY_SECTION|reply-intro)$")
_REST_CLASSES: Final = re.compile(
    r"(?:^|\s)(?:moz-forward-container|OutlookMessageHeader|ms-outlook-mobile-reference-message)"
)
_QUOTE_IDS: Final = re.compile(r"^(?:\S*yahoo_quoted\S*|isForwardContent|isReplyContent)$")
_SIGNATURE_CLASSES: Final = re.compile(
    r"(?:^|\s)(?:gmail_signature|gmail_signature_prefix|moz-signature|\S*yahoo-signature|"
    r"\S*ydp\S*signature|protonmail_signature_block|fastmail_signature)(?:\s|$)"
)
_SIGNATURE_IDS: Final = re.compile(
    r"^(?:Signature|signature|composer_signature|ms-outlook-mobile-signature|"
    r"AppleMailSignature|mail-editor-reference-message-signature|Zimbra-signature)$"
)
_OUTLOOK_RULE: Final = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?\w+\s+1\.0pt;\s*padding:\s*3\.0pt", re.IGNORECASE
)
_FORWARDED: Final = re.compile(r"\s*-{5,}")
_LINE_AT_THE_LEFT: Final = re.compile(
    r"border-left\s*:(?!\s*(?:none|0))|border-left-width\s*:(?!\s*0)"
)


def marked_element(element: Tag) -> Mark:
    """What the element is by the marks of Gmail, Outlook, Apple, Yahoo, Thunderbird, GMX and kin.

    Of a ``gmail_quote`` that holds quotes only these are quoted: an answer written between them
    stands in it, too.
    """
    classes = " ".join(name for name in element.get_attribute_list("class") if name)
    identity, style = str(element.get("id") or ""), str(element.get("style") or "")
    if element.name == "blockquote":
        return _of_blockquote(element, classes, style)
    if _SIGNATURE_CLASSES.search(classes) or _SIGNATURE_IDS.match(identity):
        return Mark.SIGNATURE
    if _REST_IDS.match(identity) or _REST_CLASSES.search(classes) or _OUTLOOK_RULE.search(style):
        return Mark.REST
    if element.name == "hr" and element.get("data-marker") == "__DIVIDER__":
        return Mark.REST
    if "gmail_quote" in classes.split() and not _holds_quotes(element):
        return Mark.QUOTE
    if "gmail_quote_container" in classes.split():
        return Mark.NONE if _holds_quotes(element) else Mark.QUOTE
    if str(element.get("name") or "") in ("quote", "quoted-content"):
        return Mark.QUOTE
    if _QUOTE_CLASSES.search(classes) or _QUOTE_IDS.match(identity):
        return Mark.QUOTE
    return Mark.NONE


def _of_blockquote(element: Tag, classes: str, style: str) -> Mark:
    """A quote shows itself by a type, a class or a line at its left; one without indents only."""
    cited = str(element.get("type") or "").lower() == "cite" or element.get("cite") is not None
    if cited or "quote" in classes or _LINE_AT_THE_LEFT.search(style):
        return Mark.QUOTE
    return Mark.NONE


def _holds_quotes(element: Tag) -> bool:
    if _FORWARDED.match(element.get_text()[:200]):
        return False  # Gmail's forwarded mail: all of it is somebody else's
    return element.find("blockquote") is not None
