"""What a deck is made of, as Python gives it: runs, files and words alone, and scenes with their runs in pairs."""

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.arguments import PLACE, TEXT, Accepted
from gdviz.rendering.given import all_of
from gdviz.slides.reading import PAGE, DeckPart, part

if TYPE_CHECKING:
    from gdviz.rendering.given import Given
    from gdviz.runs.fleet import Fleet
    from gdviz.runs.run import Run

    Alone = Run | Fleet | str | PathLike[str]
    GivenPart = Alone | tuple[str | type, Given] | tuple[str | type, Given, str]
    GivenParts = GivenPart | Sequence[GivenPart]


def _is_alone(value: Any) -> bool:
    """Return whether something is a part by itself: a run, a fleet, or what is written or has a path."""
    return hasattr(value, "path") or PLACE.fits(value)


def _is_some(value: Any) -> bool:
    return hasattr(type(value), "runs") or (isinstance(value, Sequence) and not _is_alone(value))


def _is_pair(value: Any) -> bool:
    """Return whether something is a scene with its runs, or a file with its title, and not several parts."""
    if not isinstance(value, tuple) or len(value) not in (2, 3):
        return False
    return not all(_is_alone(one) and _is_there(one) for one in value)


def _is_there(one: Any) -> bool:
    return hasattr(one, "path") or Path(one).exists()


def _is_part(value: Any) -> bool:
    if not _is_pair(value):
        return _is_alone(value)
    what, about, *title = value
    names = isinstance(what, type) or _is_alone(what)
    return names and (_is_alone(about) or _is_some(about)) and all(map(TEXT.fits, title))


PARTS = Accepted(
    "a run, a file, a pair such as ('loss-bowl', run), or a list of these",
    lambda value: _is_part(value) or (_is_some(value) and all(map(_is_part, all_of(value)))),
    "[('loss-bowl', run), 'race.gif']",
)


def parts_in(given: "GivenParts") -> list[DeckPart]:
    """Return one part of a deck or several, as whoever asks for it gives them; see `gdviz.slides.deck.deck`.

    Raises
    ------
    ValueError
        As for `part`.
    """
    given = all_of(given)
    several: Any = given if _is_some(given) and not _is_pair(given) else [given]
    return [_paired(*one) if _is_pair(one) else part(str(getattr(one, "path", one))) for one in several]


def _paired(what: Any, about: Any, title: str = "") -> DeckPart:
    """Return a scene about runs, which may have a title, or a file with its title."""
    from gdviz.runs.fleet import SHOWN, chosen_runs
    from gdviz.scenes import SCENES

    is_scene = isinstance(what, type) or what in SCENES or what == PAGE
    if not is_scene and isinstance(about, str) and not title and not _is_there(about):
        return replace(part(str(getattr(what, "path", what))), title=about)
    if not is_scene:
        # The registry raises, with the nearest match.
        SCENES[str(what)]
    about = all_of(about)
    places = [Path(getattr(one, "path", one)) for one in (about if _is_some(about) else [about])]
    return DeckPart(what, tuple(chosen_runs(places, SHOWN)), title)
