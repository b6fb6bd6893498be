"""The inbox and the outbox: every message is cleaned, stored, and then given to who answers."""
