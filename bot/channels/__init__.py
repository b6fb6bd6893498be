"""Channels: each authenticates, checks and parses what comes in, and renders what goes out."""
