"""What a figure is: runs in, frames out, in any order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from matplotlib.artist import Artist

from gdviz.analysis.curve import known_on_curve
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import StripShape
from gdviz.arguments import FUNCTION, NAME, taking
from gdviz.encode import Frame, FrameSequence
from gdviz.encode.about import NOTHING_SAID, About
from gdviz.languages import speaking
from gdviz.registry import PackageRegistry, summary
from gdviz.runs.run import Run, limited
from gdviz.settings import Setting, configure, settings_of
from gdviz.style.defaults import matplotlib_defaults
from gdviz.style.themes import Style


class Part(Protocol):
    """A part of a figure that moves: its artists, and how to bring them to a moment."""

    artists: tuple[Artist, ...]

    def show(self, moment: Moment) -> None:
        """Set the artists to a moment."""


class Painter(Protocol):
    """What a figure is built into."""

    def __call__(self, moment: Moment) -> Frame:
        """Return the pixels of a moment, RGB or, on a transparent page, RGBA: (height, width, 3 or 4)."""

    def print(self, moment: Moment, path: Path, about: About = NOTHING_SAID) -> None:
        """Write a moment as a page of vectors: SVG or PDF, as the suffix says, and a PDF with what it is."""


# What shows several runs of most kinds in one picture.
BESIDE = ("boundary", "loss")

Build = Callable[..., Painter]
Fits = Callable[[Run], str | None]


class PaintedFrames(FrameSequence):
    """The frames of a clip, each painted when it is asked for; moments that are equal share a frame.

    A frame is valid until the next is asked for.
    """

    def __init__(self, painter: Painter, moments: Sequence[Moment]) -> None:
        self._paint = painter
        self.moments = moments
        self._shown: Moment | None = None
        self._frame: Frame

    def __len__(self) -> int:
        return len(self.moments)

    def frame(self, index: int) -> Frame:
        """Return the frame of a moment, painted unless it is the one shown last."""
        moment = self.moments[index]
        if moment != self._shown:
            with matplotlib_defaults():
                self._frame = self._paint(moment)
            self._shown = moment
        return self._frame

    def print(self, index: int, path: Path, about: About = NOTHING_SAID) -> None:
        """Write a moment as a page of vectors: SVG or PDF, as the suffix says."""
        with matplotlib_defaults():
            self._paint.print(self.moments[index], path, about)


@dataclass(frozen=True)
class Figure:
    """A kind of picture.

    Attributes
    ----------
    name, summary
        As listed.
    build
        (runs, style, clip, settings by keyword) -> a painter.
    fits, together
        Return why a run cannot be drawn this way, and why several cannot be in one picture, or None.
    settings
        What can be set, by name.
    strip
        What its pictures in a strip are like; None where one picture shows all steps, or cannot be cut.
    most
        How many runs it shows well; None for as many as there are looks to tell them apart.
    """

    name: str
    summary: str
    build: Build
    fits: Fits
    together: Callable[[Sequence[Run]], str | None]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    strip: StripShape | None = None
    most: int | None = None

    def film(self, runs: Sequence[Run], style: Style, clip: Clip, **options: Any) -> PaintedFrames:
        """Return the frames of `clip`: one run, or several of one problem.

        Raises
        ------
        ValueError
            If the runs are of different problems, or cannot be drawn this way, and the message says what can; or if an
            option is no setting of the figure, or out of range.
        """
        runs = limited(runs)
        painter = self.painter(runs, style, clip, **options)
        return PaintedFrames(painter, clip.moments(runs))

    def configured(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings with what is set of them, or raise ValueError for what is no setting or out of range."""
        return configure(self.settings, options, owner=f"figure {self.name!r}")

    def painter(self, runs: Sequence[Run], style: Style, clip: Clip, **options: Any) -> Painter:
        """Return the function from a moment to its picture; it raises as `film` does."""
        settings = self.configured(options)
        problems = {(run.problem["name"], str(run.problem["options"])) for run in runs}
        if len(problems) != 1:
            raise ValueError(
                f"a figure takes runs of one problem, not of {', '.join(sorted(name for name, _ in problems))}; "
                "draw those of each by themselves"
            )
        most = len(style.series) if self.most is None else self.most
        if len(runs) > most:
            raise ValueError(self._why_not_so_many(runs, most))
        for run in runs:
            if reason := self.fits(run):
                others = [name for name, other in FIGURES.items() if not other.fits(run)]
                raise ValueError(
                    f"figure {self.name!r} cannot draw {run.path}: {reason}; figures that can: {', '.join(others)}"
                )
        if reason := self.together(runs):
            raise ValueError(f"figure {self.name!r} cannot draw these runs in one picture: {reason}")
        with matplotlib_defaults(), speaking(style.lang):
            return self.build([known_on_curve(run) for run in runs], style, clip, **settings)

    def _why_not_so_many(self, runs: Sequence[Run], most: int) -> str:
        """Return why so many runs are not drawn, and what can be done."""
        fitting = {name: other for name, other in FIGURES.items() if not any(map(other.fits, runs))}
        if most == 1:
            several = [name for name, other in fitting.items() if other.most != 1 and name in BESIDE]
            instead = f", or all together as {' or '.join(several)}" if several else ""
            return f"figure {self.name!r} shows one run, not {len(runs)}; draw each by itself{instead}"
        others = [name for name, other in fitting.items() if (other.most or 0) >= len(runs)]
        instead = f", or draw {' or '.join(others)}, with a field for each" if others else ""
        room = f"figure {self.name!r} has room for {most} runs that can be told apart"
        return f"{room}, not {len(runs)}; give fewer{instead}"


# Each is imported when it is asked for, and all of them only for what looks at all.
FIGURES: PackageRegistry[Figure] = PackageRegistry(
    "figure", "gdviz.figures", [str(Path(__file__).parent)], besides=("figure", "parts"), first="contour"
)


def any_run(run: Run) -> str | None:
    """Fit every run."""
    return None


def any_runs(runs: Sequence[Run]) -> str | None:
    """Fit all runs of one problem."""
    return None


@taking(name=NAME, fits=FUNCTION, together=FUNCTION)
def figure(
    name: str,
    fits: Fits = any_run,
    strip: StripShape | None = None,
    most: int | None = None,
    together: Callable[[Sequence[Run]], str | None] = any_runs,
) -> Callable[[Build], Build]:
    """Return a decorator that files a build function among the figures.

    In gdviz/figures its file must bear the name, with underscores for dashes. Its docstring's first line is the
    summary, and its keyword arguments are the settings; see gdviz.settings. With `strip` its moments can stand side by
    side: it then draws what `Canvas.has_picture` and `Canvas.has_panels` ask for, a picture in its excerpt's frame. It
    takes as many runs as a style has looks, or at most so many, unless `together` says why not.
    """

    def file(build: Build) -> Build:
        FUNCTION.check(f"what is registered as {name!r}", build)
        made = Figure(name, summary(build), build, fits, together, settings_of(build), strip, most)
        FIGURES.add(name, made, module=build.__module__)
        return build

    return file
