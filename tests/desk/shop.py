"""A small shop: orders in the states that leave something to a person."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.orders.shop_rows import customer, item, order

MEAN = '<script>alert("desk")</script><img src=x onerror=alert(1)>'
"""What a page must show as text, wherever it stands."""


def ago(**span: float) -> str:
    """A moment before now, as the file writes it."""
    return (datetime.now(timezone.utc) - timedelta(**span)).isoformat()


def shop_file(folder: Path) -> Path:
    """The shop as an import file."""
    orders: list[dict[str, Any]] = [
        order("JM-1000-0001", placed_at=ago(hours=5), paid_at=ago(hours=5)),
        order(
            "JM-1000-0002",
            status="shipped",
            placed_at=ago(days=104),
            paid_at=ago(days=104),
            confirmed_at=ago(days=103),
            shipped_at=ago(days=100),
            items=[item(tracking_number="LP00512345678CN")],
        ),
        order(
            "JM-1000-0003",
            customer_id="c-mean",
            status="delivered",
            placed_at=ago(days=30),
            paid_at=ago(days=30),
            confirmed_at=ago(days=29),
            shipped_at=ago(days=28),
            delivered_at=ago(days=9),
            items=[item(title=MEAN, variant=MEAN)],
        ),
        *(
            order(f"JM-2000-{n:04}", placed_at=ago(hours=5), paid_at=ago(hours=5))
            for n in range(20)
        ),
    ]
    rows = {
        "customers": [
            customer(),
            customer("c-mean", name=MEAN, email="mean@example.com"),
            customer("c-th", name="สมชาย", email="th@example.com", locale="th-TH"),
        ],
        "orders": orders,
        "payments": [],
        "coupons": [],
    }
    path = folder / "shop.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path
