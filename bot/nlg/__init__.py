"""Wording, made last: a response's name, typed facts and a language become a sentence."""

from bot.nlg.wording import Said, Wording

__all__ = ["Said", "Wording"]
