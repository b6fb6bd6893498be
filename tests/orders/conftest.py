"""Ways to put rows into the test's database, and to see them refused."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders import tables
from bot.orders.importing import BadImport, ImportReport, import_data
from tests.orders.shop_rows import Import, Refused, Row


@pytest.fixture
def imported(engine: Engine) -> Import:
    """Imports lists of rows into the test's database."""

    def run(**lists: list[Row]) -> ImportReport:
        return import_data(engine, lists)

    return run


@pytest.fixture
def refused(shared_engine: Engine) -> Refused:
    """The lines that an import of these lists is refused with."""

    def run(**lists: Any) -> list[str]:
        with pytest.raises(BadImport) as caught:
            import_data(shared_engine, lists)
        with reading(shared_engine) as connection:
            assert not connection.execute(sa.select(tables.customers)).all()
        return str(caught.value).splitlines()

    return run
