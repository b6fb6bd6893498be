"""A demo shop: people of eleven countries, with orders on both sides of every deadline."""

from bot.orders.demo_shop.building import demo_shop, load_demo_shop
from bot.orders.demo_shop.states import EDGES, ONLY, STATES, demo_order

__all__ = ["EDGES", "ONLY", "STATES", "demo_order", "demo_shop", "load_demo_shop"]
