"""The state that a page begins in, as its address has it after the "#"; browser/src/address.js is the other end."""

import math
from urllib.parse import parse_qsl

from gdviz.registry import unknown

# What it tells, with so many numbers; of "optimizer" and "panels" it is words.
NUMBERS = {"step": (1,), "speed": (1,), "log": (1,), "view": (4,), "lossview": (4,), "camera": (3, 5), "start": (2,)}
WORDS = ("optimizer", "panels")
# Before the name of a setting of the page's own descent.
SETTING = "set."
# Before the name of a panel of points and curves, of which a part is shown: a box.
ZOOM = "zoom."


def checked_state(words: str) -> str:
    """Return a state as an address has it, which may be given as a whole address.

    Raises
    ------
    ValueError
        For a name that is none, or what is no such number of numbers.
    """
    state = words.rpartition("#")[2].strip()
    for name, value in parse_qsl(state, keep_blank_values=True):
        if name in WORDS:
            continue
        if name not in NUMBERS and not name.startswith((SETTING, ZOOM)):
            raise unknown("part of a state", name, [*NUMBERS, *WORDS, f"{SETTING}lr", f"{ZOOM}fit"], show_all=True)
        counts = (4,) if name.startswith(ZOOM) else NUMBERS.get(name, (1,))
        if not _are_numbers(value.split(","), counts):
            many = "a number" if counts == (1,) else f"{counts[0]} numbers with commas between them"
            raise ValueError(f"{name} in --state is {many}, not {value!r}; copy a state from a page's address")
    if state and not parse_qsl(state, keep_blank_values=True):
        raise ValueError(f"--state takes what a page's address has after the #, not {words!r}; try --state step=40")
    return state


def _are_numbers(words: list[str], counts: tuple[int, ...]) -> bool:
    try:
        return len(words) in counts and all(math.isfinite(float(word)) for word in words)
    except ValueError:
        return False
