"""The private Rasa process: one internal channel, a bounded tracker store, the way to actions."""
