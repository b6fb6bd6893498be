"""Matplotlib is imported before the tests, with the warnings of its own imports passed over."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import matplotlib.backends.backend_svg  # noqa: F401
