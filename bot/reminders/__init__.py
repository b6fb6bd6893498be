"""Reminders of a delivery guarantee's days: kept when asked for, sent once when due."""
