"""matplotlib's own settings, whatever a matplotlibrc, a style sheet or the program around has made of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib import rcParams, rcParamsDefault

# Which window shows a figure is no look of it.
DEFAULTS: dict[str, Any] = {name: value for name, value in dict.items(rcParamsDefault) if name != "backend"}
# Hinted letters stand on whole pixels: unevenly, and their words are up to a twentieth wider than measured.
DEFAULTS["text.hinting"] = "no_hinting"


@contextmanager
def matplotlib_defaults() -> Iterator[None]:
    """Let matplotlib draw by its defaults for as long as the block lasts: the same run gives the same picture."""
    # Not one by one through rcParams, which checks each: that takes two milliseconds, and a frame takes ten.
    now: Any = rcParams
    kept = dict(dict.items(now))
    dict.update(now, DEFAULTS)
    try:
        yield
    finally:
        dict.update(now, kept)
