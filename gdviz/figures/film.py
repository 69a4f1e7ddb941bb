"""What a figure is: runs in, frames out, in any order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

from matplotlib.artist import Artist

from gdviz.pacing import Clip, Moment
from gdviz.raster import Frame
from gdviz.registry import Registry, summary
from gdviz.run import Run
from gdviz.style import Style

Painter = Callable[[Moment], Frame]


class Part(Protocol):
    """A part of a figure that changes with the step: its artists, and how to bring them to a step."""

    artists: tuple[Artist, ...]

    def show(self, step: float) -> None:
        """Set the artists to a step."""


Build = Callable[[Sequence[Run], Style, Clip], Painter]
Fits = Callable[[Run], str | None]


class Film(Sequence[Frame]):
    """The frames of a clip, each painted when it is asked for; moments that are equal share a frame.

    A frame is valid until the next is asked for.
    """

    def __init__(self, painter: Painter, moments: Sequence[Moment]) -> None:
        self._paint = painter
        self._moments = moments
        self._shown: Moment | None = None
        self._frame: Frame

    def __len__(self) -> int:
        return len(self._moments)

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> "Film": ...
    def __getitem__(self, index: int | slice) -> "Frame | Film":
        if isinstance(index, slice):
            return Film(self._paint, self._moments[index])
        moment = self._moments[index]
        if moment != self._shown:
            self._frame = self._paint(moment)
            self._shown = moment
        return self._frame


@dataclass(frozen=True)
class Figure:
    """A kind of picture.

    Attributes
    ----------
    name, summary
        As listed.
    build
        (runs, style, clip) -> a painter: a function from a moment to a frame (height, width, 3).
    fits
        Returns why a run cannot be drawn this way, or None.
    """

    name: str
    summary: str
    build: Build
    fits: Fits

    def film(self, runs: Sequence[Run], style: Style, clip: Clip) -> Film:
        """Return the frames of `clip`: one run, or several of one problem as a race.

        Raises
        ------
        ValueError
            If the runs are of different problems, or cannot be drawn this way; the message says what can.
        """
        problems = {(run.problem["name"], str(run.problem["options"])) for run in runs}
        if len(problems) != 1:
            raise ValueError(
                f"a figure takes runs of one problem, not of {', '.join(sorted(name for name, _ in problems))}"
            )
        for run in runs:
            if reason := self.fits(run):
                others = [name for name, other in FIGURES.items() if not other.fits(run)]
                raise ValueError(
                    f"figure {self.name!r} cannot draw {run.path}: {reason}; figures that can: {', '.join(others)}"
                )
        return Film(self.build(runs, style, clip), clip.moments(max(run.steps for run in runs)))


FIGURES: Registry[Figure] = Registry("figure")


def any_run(run: Run) -> str | None:
    """Fit every run."""
    return None


def figure(name: str, fits: Fits = any_run) -> Callable[[Build], Build]:
    """Return a decorator that files a build function among the figures; its docstring's first line is the summary."""

    def file(build: Build) -> Build:
        FIGURES.add(name, Figure(name, summary(build), build, fits))
        return build

    return file
