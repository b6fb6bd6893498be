"""The page of the demo shop: what somebody sees who has just typed ``make run``."""

from bot.storefront.pages import Storefront

__all__ = ["Storefront"]
