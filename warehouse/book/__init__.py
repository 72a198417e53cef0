"""The book of frozen invoices: what speaks against closing a month, and closing it."""

from warehouse.book.closing import Closing, close_month, read_closing, read_closings, require_turn
from warehouse.book.months import BillingMonth, month_to_close
from warehouse.book.obstacles import Obstacle, find_obstacles

__all__ = [
    "BillingMonth",
    "Closing",
    "Obstacle",
    "close_month",
    "find_obstacles",
    "month_to_close",
    "read_closing",
    "read_closings",
    "require_turn",
]
