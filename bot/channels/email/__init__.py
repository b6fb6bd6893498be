"""Mail: read as a message of the conversation."""
