"""What of a style cannot be read or told apart, in sentences that name the pair."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gdviz.style.colors import READABLE, contrast, hexes, ramp, rgb
from gdviz.style.sight import BLINDNESSES, distances, looked_at
from gdviz.style.themes import BANDS, Style

Array = NDArray[np.float64]
# What lines and markers need on their page (WCAG 2.1, section 1.4.11), and how far apart colours are that are told
# apart, in CIE 1976.
DRAWN, APART = 3.0, 20.0
# How opaque a path's casing is where it is least so.
CASING = 0.85
# So many runs are told apart by their colours alone, more by dashes and markers.
FIRST = 6

Named = tuple[str, str]


def faults(style: Style) -> list[str]:
    """Return a sentence for each pair of colours that are too near to one another, those first that matter most."""
    page = ("page", style.background)
    looks = [(f"series {index}", look.color) for index, look in enumerate(style.series[:FIRST], 1)]
    classes = [(f"class {index}", color) for index, color in enumerate(style.classes, 1)]
    accent = ("accent", style.accent)
    alone = [] if style.accent in {color for _, color in looks} else [accent]
    return [
        *_faint(("ink", style.ink), page, READABLE, "words"),
        *(each for one in (*alone, *looks) for each in _faint(one, page, DRAWN, "lines and markers")),
        *_alike([*combinations(looks, 2), *combinations([accent, *classes], 2)]),
        *_sunk([*alone, *looks], style),
    ]


def _faint(one: Named, page: Named, least: float, what: str) -> Iterator[str]:
    ratio = contrast(one[1], page[1])
    if ratio < least:
        yield f"{_told(one)} on the {_told(page)} has a contrast of {ratio:.1f}, and {what} need {least:g}"


def _alike(pairs: Sequence[tuple[Named, Named]]) -> Iterator[str]:
    for one, other in pairs:
        apart = {sight: float(distances(_array(one[1]), _array(other[1]), sight)[0, 0]) for sight in ("", *BLINDNESSES)}
        sight, far = _worst(apart)
        if far < APART:
            yield f"{_told(one)} and {_told(other)} look alike{_to(sight)}: {_far(far)}"


def _sunk(lines: Sequence[Named], style: Style) -> Iterator[str]:
    """Yield the lines that cannot be seen on the landscape, neither by themselves nor by what is drawn under them."""
    ground = np.concatenate([ramp(anchors, BANDS) for anchors in (style.field, style.relief)])
    cased = (1 - CASING) * ground + CASING * rgb(style.casing)
    for one in lines:
        line = _array(one[1])
        away = {}
        for sight in ("", *BLINDNESSES):
            parted = np.linalg.norm(looked_at(cased, sight) - looked_at(ground, sight), axis=-1)
            around = np.minimum(parted, distances(cased, line, sight)[:, 0])
            away[sight] = np.maximum(distances(ground, line, sight)[:, 0], around)
        sight, far = _worst({sight: float(each.min()) for sight, each in away.items()})
        if far < APART:
            where = hexes(ground[away[sight].argmin()][None])[0]
            yield f"{_told(one)} is lost on the field where that is {where}{_to(sight)}: {_far(far)}"


def _worst(far: dict[str, float]) -> tuple[str, float]:
    """Return to which readers what is so far apart is nearest, and how near; to most, if it is too near to them."""
    sight = "" if far[""] < APART else min(far, key=lambda each: far[each])
    return sight, far[sight]


def _to(sight: str) -> str:
    return f" to readers with {sight}" if sight else ""


def _far(far: float) -> str:
    return f"{int(far)} apart, and {APART:g} are enough"


def _array(color: str) -> Array:
    return rgb(color)[None]


def _told(one: Named) -> str:
    return f"{one[0]} {one[1]}"
