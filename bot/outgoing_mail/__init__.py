"""Mail that the bot sends by itself: queued with what it belongs to, carried by the gateway."""
