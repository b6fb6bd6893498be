"""Starts the bot's parts on one machine, minds them, and stops them together."""
