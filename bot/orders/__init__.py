"""The shop's customers and orders: tables, queries that see one customer, cancelling, import."""
