"""matplotlib's own settings, whatever a matplotlibrc, a style sheet or the program around has made of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

from matplotlib import rcParams, rcParamsDefault

# Which window shows a figure is no look of it.
DEFAULTS: dict[str, Any] = {name: value for name, value in dict.items(rcParamsDefault) if name != "backend"}
# Hinted letters stand on whole pixels: unevenly, and their words are up to a twentieth wider than measured.
DEFAULTS["text.hinting"] = "no_hinting"

# What each open block found, in the order in which they were opened. All threads have the same settings, and a film's
# scene is played in one while captions are painted in another: so a block may end within a later one.
_found: list[dict[str, Any]] = []
_lock = Lock()


@contextmanager
def matplotlib_defaults(settings: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Let matplotlib draw by its defaults for as long as the block lasts: the same run gives the same picture.

    Parameters
    ----------
    settings
        What is set otherwise within the block.
    """
    # Not one by one through rcParams, which checks each: that takes two milliseconds, and a frame takes ten.
    now: Any = rcParams
    with _lock:
        mine = dict(dict.items(now))
        _found.append(mine)
        dict.update(now, DEFAULTS)
    try:
        now.update(settings or {})
        yield
    finally:
        with _lock:
            place = next(place for place, found in enumerate(_found) if found is mine)
            # A later block goes on as it is, and then leaves things as this one found them.
            dict.update(now if mine is _found[-1] else _found[place + 1], mine)
            del _found[place]
