"""The bot's actions, one file a topic: read slots, fetch the customer's own order, ask the rules.

No wording, no language, no rule and no channel in them: an action names a response and its facts.
"""
