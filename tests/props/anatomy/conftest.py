"""A run of Adam to tell of."""

from collections.abc import Callable

import pytest

from gdviz.runs.run import Run


@pytest.fixture
def adam(made: Callable[..., Run]) -> Run:
    """A run of a few steps down a bowl."""
    return made("adam", "bowl", 30)
