"""Erasure: what a customer said is forgotten, when they ask for it or when it is long ago."""
