"""The email channel: mails come in from a mailbox, and one mail answers each of them.

A process of its own beside the gateway (``python -m bot.channels.email``): docs/email.md.
"""
