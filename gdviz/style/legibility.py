"""What of a style cannot be read or told apart, in sentences that name the pair as the style's file does."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import localized, said, to_say
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
FAINT_WORDS = to_say("{one} on the {page} has a contrast of {ratio}, and words need {least}")
FAINT_LINES = to_say("{one} on the {page} has a contrast of {ratio}, and lines and markers need {least}")
# The kinds of sight that `gdviz.style.sight` knows, and the usual one.
SIGHTS = {
    "": to_say("as it is"),
    "protanopia": to_say("protanopia"),
    "deuteranopia": to_say("deuteranopia"),
    "tritanopia": to_say("tritanopia"),
}

Named = tuple[str, str]


def faults(style: Style) -> list[str]:
    """Return a sentence for each pair of colours that are too near to one another, those first that matter most.

    They are in the language that is spoken; the names in them, such as "series 2", are the keys of a style's file.
    """
    page = ("page", style.background)
    looks = [(f"series {index}", look.color) for index, look in enumerate(style.series[:FIRST], 1)]
    classes = [(f"class {index}", color) for index, color in enumerate(style.classes, 1)]
    accent = ("accent", style.accent)
    alone = [] if style.accent in {color for _, color in looks} else [accent]
    return [
        *_faint(("ink", style.ink), page, READABLE, FAINT_WORDS),
        *(each for one in (*alone, *looks) for each in _faint(one, page, DRAWN, FAINT_LINES)),
        *_alike([*combinations(looks, 2), *combinations([accent, *classes], 2)]),
        *_sunk([*alone, *looks], style),
    ]


def _faint(one: Named, page: Named, least: float, what: str) -> Iterator[str]:
    ratio = contrast(one[1], page[1])
    if ratio < least:
        told = localized(f"{ratio:.1f}"), localized(f"{least:g}")
        yield said(what, one=_told(one), page=_told(page), ratio=told[0], least=told[1])


def _alike(pairs: Sequence[tuple[Named, Named]]) -> Iterator[str]:
    for one, other in pairs:
        apart = {sight: float(distances(_array(one[1]), _array(other[1]), sight)[0, 0]) for sight in ("", *BLINDNESSES)}
        sight, far = _worst(apart)
        if far < APART:
            pair = {"one": _told(one), "other": _told(other), "far": int(far), "enough": int(APART)}
            if sight:
                yield said(
                    "{one} and {other} look alike to readers with {sight}: {far} apart, and {enough} are enough",
                    sight=said(SIGHTS[sight]),
                    **pair,
                )
            else:
                yield said("{one} and {other} look alike: {far} apart, and {enough} are enough", **pair)


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
            told = {"one": _told(one), "where": where, "far": int(far), "enough": int(APART)}
            if sight:
                yield said(
                    "{one} is lost on the field where that is {where} to readers with {sight}: {far} apart, and "
                    "{enough} are enough",
                    sight=said(SIGHTS[sight]),
                    **told,
                )
            else:
                yield said(
                    "{one} is lost on the field where that is {where}: {far} apart, and {enough} are enough", **told
                )


def _worst(far: dict[str, float]) -> tuple[str, float]:
    """Return to which readers what is so far apart is nearest, and how near; to most, if it is too near to them."""
    sight = "" if far[""] < APART else min(far, key=lambda each: far[each])
    return sight, far[sight]


def _array(color: str) -> Array:
    return rgb(color)[None]


def _told(one: Named) -> str:
    return f"{one[0]} {one[1]}"
