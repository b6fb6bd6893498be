"""Signed calls of the shop's own server: queued with what they tell, carried by the gateway."""
