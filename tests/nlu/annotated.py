"""The annotated sentences, as the tests and ``support-bot evaluate`` read them."""

from bot.evaluation.annotated import FOLDER, TODAY, Score, Sentence, scores, sentences

__all__ = ["FOLDER", "TODAY", "Score", "Sentence", "scores", "sentences"]
