"""Facts in a text, found by patterns and small parsers: numbers, codes, dates, money."""
