"""Captions in the pictures of a film: in a strip of the page's colour below them, where they hide nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from gdviz.encode import Cue, Frame
from gdviz.parallel.pieces import OpenFilm
from gdviz.rendering.beats import FilmOrder
from gdviz.rendering.options import Target
from gdviz.stage.subtitles import painted_caption

# How high the strip is as a share of the shorter side.
STRIP = 0.13


@dataclass(frozen=True)
class Captioned:
    """A film with captions below its pictures; picklable.

    Attributes
    ----------
    film
        What is above them, as much lower as the strip is high.
    strip
        The height of the strip, in pixels.
    cues
        From which frame to which, and the words in lines.
    """

    film: FilmOrder
    strip: int
    cues: tuple[tuple[int, int, str], ...]

    def open(self) -> "CaptionedFilm":
        """Return what paints its frames."""
        return CaptionedFilm(self, self.film.open())


class CaptionedFilm:
    """The frames of a film with captions, as they are asked for."""

    def __init__(self, order: Captioned, film: OpenFilm) -> None:
        self._order, self._film = order, film

    def frames(self, wanted: range) -> Iterator[tuple[Frame, int]]:
        """Yield the frames of these numbers, each with how many it stands for; one is valid until the next."""
        number = wanted.start
        for pixels, repeat in self._film.frames(wanted):
            for count, words in self._said(number, repeat):
                yield np.concatenate([pixels, self._strip(words, pixels)]), count
            number += repeat

    def _said(self, number: int, repeat: int) -> Iterator[tuple[int, str]]:
        """Yield what is said in so many frames from a number on, and for how many of them."""
        end = number + repeat
        bounds = {bound for cue in self._order.cues for bound in cue[:2] if number < bound < end}
        cuts = sorted({number, end, *bounds})
        for start, stop in pairwise(cuts):
            said = next((words for first, last, words in self._order.cues if first <= start < last), "")
            yield stop - start, said

    def _strip(self, words: str, pixels: Frame) -> Frame:
        strip = painted_caption(words, pixels.shape[1], self._order.strip, self._order.film.target.style)
        return strip if pixels.shape[2] == 4 else strip[..., :3]

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()


def captioned(film: FilmOrder, cues: Sequence[Cue], strip: int, first: int) -> Captioned:
    """Return a film with captions in the strip that `without_strip` kept free below it, from its first frame on."""
    rate = film.target.rate
    told = tuple((first + round(cue.start * rate), first + round(cue.end * rate), cue.words) for cue in cues)
    return Captioned(film, strip, told)


def without_strip(target: Target) -> tuple[Target, int]:
    """Return a target without the strip for captions, and how high that is, in pixels; both are even."""
    clip = target.clip
    strip = 2 * round(STRIP * min(clip.width, clip.height) / 2)
    height = clip.height - strip
    return replace(target, clip=replace(clip, height=height - height % 2)), strip + height % 2
