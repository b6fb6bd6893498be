"""The groups of ``support-bot``'s commands; each does its work in the room it belongs to."""
