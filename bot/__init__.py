"""A customer-support bot for online shops, in eleven languages.

``channels`` take messages in, ``conversations`` store them and decide who answers,
``responder`` is the private Rasa process, ``policy`` and ``orders`` know the shop.
"""
