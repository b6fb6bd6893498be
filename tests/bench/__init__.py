"""``make bench``: the bot's speed and memory beside Rasa's stock pipeline, in one run."""
