"""Imports of other packages without what they import at a cost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let these modules be as if they were not installed, but for those that are imported already."""
    hidden = [module for module in modules if module not in sys.modules]
    # None makes an import of the name fail
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for module in hidden:
            del sys.modules[module]
