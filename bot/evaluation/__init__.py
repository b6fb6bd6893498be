"""Judges a trained model by the project's own test utterances: ``support-bot evaluate``."""
