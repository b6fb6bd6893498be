"""Says a response in a language: picks the variant, translates it, fills in the facts."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from babel import Locale, UnknownLocaleError

from bot.languages import LANGUAGES, SOURCE_LANGUAGE, language_of
from bot.nlg.catalogs import Catalogs, load_catalogs
from bot.nlg.interface import read_texts
from bot.nlg.rendering import MissingFact, Scene, render, zone_of
from bot.nlg.responses import Response, Variant
from bot.nlg.shop_facts import shop_facts
from bot.settings import ROOT

log = structlog.get_logger("nlg")


@dataclass(frozen=True)
class Choice:
    """A choice under a message, its label in the customer's language."""

    label: str
    intent: str
    entities: Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """What is said: the text, the language that it really is in, the choices."""

    text: str
    language: str
    choices: tuple[Choice, ...] = ()


class Wording:
    """All responses and their translations. Reading it takes a moment; saying does not.

    ``shop`` are facts that every response has at hand: see :func:`bot.nlg.shop_facts.shop_facts`.
    """

    def __init__(
        self,
        responses: Mapping[str, Response],
        catalogs: Catalogs,
        shop: Mapping[str, Any] | None = None,
    ) -> None:
        self.responses = responses
        self.catalogs = catalogs
        self.shop = shop_facts() if shop is None else shop
        self._reported: set[tuple[str, str]] = set()

    @classmethod
    def load(cls, root: Path = ROOT, shop: Mapping[str, Any] | None = None) -> Wording:
        """The wording of a project folder, with the figures of ``numbers.yml`` or others."""
        return cls(read_texts(root), load_catalogs(root), shop)

    def say(
        self,
        response: str,
        language: str,
        facts: Mapping[str, Any] | None = None,
        *,
        locale: str | None = None,
        timezone: str | None = None,
    ) -> Said:
        """The response in the language, dates in the time zone, money in the locale's way.

        Facts are as on the wire (docs/architecture.md, "Facts"); they win over the shop's own. A
        translation that is missing is said in English; ``Said.language`` tells. A placeholder is
        never shown: where a fact is missing the next variant that fits is tried, and the last
        resort is a short apology with a reference that is in the log. Unknown responses raise
        KeyError.
        """
        code = language if language in LANGUAGES else SOURCE_LANGUAGE
        try:
            return self._say(response, code, facts or {}, locale, timezone)
        except MissingFact:
            if response == "utter_error":
                return Said("…", code)
            reference = secrets.token_hex(4)
            log.error("not_said", response=response, language=code, reference=reference)
            return self.say("utter_error", code, {"reference": reference})

    def _say(
        self,
        response: str,
        code: str,
        facts: Mapping[str, Any],
        locale: str | None,
        timezone: str | None,
    ) -> Said:
        facts = {**self.shop, **facts}
        for variant in self.responses[response].variants_for(facts):
            try:
                text, spoken = self._text(variant, code, facts, locale, timezone)
            except MissingFact as error:
                log.error("missing_fact", response=variant.context, fact=str(error))
                continue
            return Said(unicodedata.normalize("NFC", text), spoken, self.choices(variant, code))
        raise MissingFact(response)

    def _text(
        self,
        variant: Variant,
        language: str,
        facts: Mapping[str, Any],
        locale: str | None,
        zone: str | None,
    ) -> tuple[str, str]:
        text, spoken = self._translated(variant, language, facts)
        scene = Scene(
            language=spoken,
            locale=babel_locale(spoken, locale),
            zone=zone_of(zone),
            say=lambda name, more: self._say(name, language, more, locale, zone).text,
            has=self.responses.__contains__,
        )
        return render(text, facts, scene), spoken

    def _translated(
        self, variant: Variant, language: str, facts: Mapping[str, Any]
    ) -> tuple[str, str]:
        if variant.count is not None and variant.singular is not None:
            count = facts.get(variant.count)
            if not isinstance(count, int):
                raise MissingFact(variant.count)
            if language != SOURCE_LANGUAGE:
                found = self.catalogs.plural(
                    language, variant.context, variant.singular, variant.text, count
                )
                if found is not None:
                    return found, language
                self._report(language, variant.context)
            return (variant.singular if count == 1 else variant.text), SOURCE_LANGUAGE
        return self._plain(language, variant.context, variant.text)

    def _plain(self, language: str, context: str, text: str) -> tuple[str, str]:
        if language == SOURCE_LANGUAGE:
            return text, language
        found = self.catalogs.text(language, context, text)
        if found is None:
            self._report(language, context)
            return text, SOURCE_LANGUAGE
        return found, language

    def words(self, surface: str, language: str) -> dict[str, str]:
        """Every text of a surface in the language, by its name without the surface's, with the
        ``{placeholders}`` left for the surface's own program to fill in."""
        code = language if language in LANGUAGES else SOURCE_LANGUAGE
        return {
            name.partition(".")[2]: self._plain(code, name, response.variants[0].text)[0]
            for name, response in self.responses.items()
            if name.startswith(f"{surface}.")
        }

    def choices(self, variant: Variant, language: str) -> tuple[Choice, ...]:
        """The buttons of a variant, labelled in the language."""
        return tuple(
            Choice(
                self._plain(language, variant.label_context(button), button.label)[0],
                button.intent,
                button.entities,
            )
            for button in variant.buttons
        )

    def _report(self, language: str, context: str) -> None:
        if (language, context) not in self._reported:
            self._reported.add((language, context))
            log.error("translation_missing", language=language, context=context)


@lru_cache(maxsize=256)
def babel_locale(language: str, locale: str | None) -> Locale:
    """The customer's own locale where it is one of this language, else the language's own."""
    wanted: Sequence[str] = (LANGUAGES[language].locale,)
    if locale and language_of(locale) == language:
        wanted = (locale.replace("-", "_"), *wanted)
    for name in wanted:
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(language)
