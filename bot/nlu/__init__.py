"""How a text is understood: Rasa graph components for language, intent and entities."""
