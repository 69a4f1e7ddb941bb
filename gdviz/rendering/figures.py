"""Figures into files: the place where runs, figures and the encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack
from uuid import uuid4

from gdviz.arguments import EXECUTOR, FLAG, NAME, NUMBER, PLACE, PROGRESS, TABLE, WHOLE, Accepted, taking
from gdviz.progress import Tell, listener, showing
from gdviz.rendering.alternatives import about_picture
from gdviz.rendering.finish import Finish, Finishing
from gdviz.rendering.given import RUNS, open_runs
from gdviz.rendering.options import LETTER, LOOKS, SECONDS, SIZE, Size, Target, default_output, tell_missing
from gdviz.rendering.picture import Picture

if TYPE_CHECKING:
    from gdviz.analysis.pacing import Clip, Moment
    from gdviz.encode import Frame
    from gdviz.figures import PaintedFrames
    from gdviz.rendering.given import Given
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style

# What processes that paint figures import before they are asked to.
PAINTING = ("gdviz.rendering.figures", "gdviz.figures.parts.canvas")
MOMENTS = {"first": 0.0, "last": 1.0}


def share_of(moment: str | float) -> float:
    """Return "first", "last" or a number in [0, 1] as a share of the way.

    Raises
    ------
    ValueError
        For anything else.
    """
    try:
        share = MOMENTS[str(moment)] if moment in MOMENTS else float(moment)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ValueError(f"--still takes first, last or a share of the way in [0, 1], not {moment!r}; try --still 0.5")
    return share


@taking(
    Finish,
    name=Accepted("the name of a figure", NAME.fits, "'contour'"),
    runs=RUNS,
    out=PLACE.or_none,
    quality=LETTER.or_none,
    size=SIZE.or_none,
    fps=NUMBER.or_none,
    seconds=NUMBER,
    pace=NAME,
    theme=NAME.or_none,
    style=LOOKS.or_none,
    settings=TABLE.or_none,
    still=Accepted(
        '"first", "last" or a share of the way in [0, 1]', lambda one: isinstance(one, str) or NUMBER.fits(one)
    ).or_none,
    strip=WHOLE.or_none,
    jobs=WHOLE,
    executor=EXECUTOR.or_none,
    progress=PROGRESS,
    embed=FLAG,
)
@showing("drawing")
def draw(
    name: str,
    runs: "Given",
    out: str | Path | None = None,
    *,
    quality: str | None = None,
    size: Size | None = None,
    fps: float | None = None,
    seconds: float = SECONDS,
    pace: str = "step",
    theme: str | None = None,
    style: "Style | str | Path | None" = None,
    settings: Mapping[str, Any] | None = None,
    still: str | float | None = None,
    strip: int | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Tell | bool = True,
    embed: bool = True,
    **finishing: Unpack[Finishing],
) -> Picture:
    """Draw the figure `name` of `runs` into a file, in the format that its suffix says.

    Parameters
    ----------
    runs
        One or several, opened or by their directories; a directory may name runs of a fleet, as in "fleet:best5".
    out
        By default renders/NAME-RUN.gif, or .png for a still or a strip.
    quality
        A letter of QUALITIES. By default what is embedded in pages (GIF, WebP, APNG, SVG, PDF) is 800x450 at 25
        frames per second, everything else "m".
    size, fps
        Width and height in pixels, (800, 450) or "800x450", and frames per second, instead of the quality's.
    seconds
        Length of the whole clip.
    pace
        How the steps are spread over it: "step", "arc" or "log"; see gdviz.analysis.pacing.
    theme, palette, font, title, transparent, lang, words
        The look, as in `styled`; the theme is light unless given.
    style
        The look as a whole, instead of these, or the file of one's own colours; see `styled`.
    settings
        The figure's own; see `gdviz list figures`.
    still
        "first", "last" or a share of the way, such as 0.5: that moment alone. PNG, SVG and PDF show the last by
        default.
    strip
        So many moments, from the first to the last, side by side on a page twice as many pixels wide: title, numbers
        at the axes and panels are there once, and words can be read in a column of print.
    jobs
        The number of processes that paint and encode; the file is the same, byte for byte.
    executor
        Any of concurrent.futures that does so instead.
    progress
        Called with the number of frames done and of all; True for a bar, on a terminal or in a notebook.
    embed
        Whether a notebook that shows the picture holds all of it; otherwise it has a link to the file.
    once, max_bytes, report
        As in gdviz.encode.write.

    Raises
    ------
    ValueError
        For an unknown name, a number out of range, or runs that the figure cannot draw.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> gdviz.draw("contour", run, "bowl.gif", size="400x300").name
    'bowl.gif'
    >>> settings = {"show": "gradient"}
    >>> gdviz.draw("loss", run, "bowl.svg", settings=settings).name
    'bowl.svg'
    """
    finish = Finish(**finishing)
    from gdviz.encode import write
    from gdviz.figures import FIGURES, PaintedFrames
    from gdviz.parallel.capacity import check_jobs
    from gdviz.runs.run import limited

    figure, style, settings = FIGURES[name], finish.look(style, theme, "light"), settings or {}
    shown = limited(open_runs(runs, room_in(name)))
    target = Target.of(
        out or default_output(name, shown, ".gif" if still is None and strip is None else ".png"),
        style,
        quality=quality,
        size=size,
        fps=fps,
        seconds=seconds,
        pace=pace,
        max_bytes=finish.max_bytes,
        lines=True,
        once=finish.once,
    )
    path, clip = target.path, target.clip
    encoding = finish.encoding
    tell = listener(progress)
    made = partial(Picture.of, "figure", name, shown, embed, lang=style.lang)
    if target.format.is_still and still is None and strip is None:
        still = "last"
    moments = _moments(clip, shown, still, strip)
    tell_missing(shown, style, finish.report)
    about = encoding["about"] = about_picture("figure", name, shown, style)
    if strip is not None:
        from gdviz.figures.parts.strip import strip_of

        page = strip_of(figure, shown, style, clip, moments, **settings)
        if target.format.write_page is not None:
            return made(target.format.write_page(path, partial(page.print, about=about), about))
        target.check_frames()
        frames = [page.pixels()]
        return made(write(path, frames, clip.fps, progress=lambda done: tell(done, 1), matte=target.matte, **encoding))
    film = PaintedFrames(figure.painter(shown, style, clip, **settings), moments)
    if target.format.write_page is not None:
        return made(target.format.write_page(path, partial(film.print, len(film) - 1, about=about), about))
    target.check_frames()
    check_jobs(jobs)
    alone = len(film) == 1 or (jobs == 1 and executor is None)
    if alone and (target.codec is None or target.format.is_still):
        return made(
            write(path, film, clip.fps, progress=lambda done: tell(done, len(film)), matte=target.matte, **encoding)
        )
    from gdviz.parallel.crew import Crew
    from gdviz.rendering.films import write_film

    order = FigureFilm(name, tuple(shown), style, clip, settings)
    with Crew(
        1 if alone else jobs,
        executor=None if alone else executor,
        film=(order, PaintedFilm(film)),
        preload=PAINTING,
        program=figure.build.__module__ == "__main__",
    ) as crew:
        return made(write_film(target, order, [range(len(film))], crew, tell, **encoding))


def room_in(name: str) -> int:
    """Return how many runs a figure shows at most; 0 for as many as there are looks to tell them apart."""
    from gdviz.figures import FIGURES

    return FIGURES[name].most or 0


def _moments(clip: "Clip", runs: "Sequence[Run]", still: str | float | None, strip: int | None) -> "list[Moment]":
    """Return the moments to paint: one, some for a strip, or all of a clip."""
    import numpy as np

    if still is not None and strip is not None:
        raise ValueError("--still is one moment and --strip several; leave out one of them")
    if still is not None:
        return [replace(moment, still=True) for moment in clip.at(np.array([share_of(still)]), runs)]
    if strip is None:
        return clip.moments(runs)
    if not 2 <= strip <= 24:
        raise ValueError(f"--strip takes 2 to 24 moments, not {strip}; try --strip 5")
    return [replace(moment, still=True) for moment in clip.at(np.linspace(0, 1, strip), runs)]


@dataclass(frozen=True)
class FigureFilm:
    """A figure of runs as a film: what another process needs to paint its frames.

    Attributes
    ----------
    name, runs, style, clip, settings
        The figure, its runs, and how they are drawn.
    mark
        What tells it from others.
    """

    name: str
    runs: "tuple[Run, ...]" = field(compare=False)
    style: "Style"
    clip: "Clip"
    settings: Mapping[str, Any]
    mark: str = field(default_factory=lambda: uuid4().hex)

    def open(self) -> "PaintedFilm":
        """Return what paints its frames."""
        from gdviz.figures import FIGURES

        return PaintedFilm(FIGURES[self.name].film(self.runs, self.style, self.clip, **self.settings))

    def travelling(self) -> Self:
        """Return it with what has been read of its runs."""
        from gdviz.runs.parcel import carried

        return replace(self, runs=tuple(map(carried, self.runs)))


class PaintedFilm:
    """The frames of a figure, as they are asked for."""

    def __init__(self, frames: "PaintedFrames") -> None:
        self._frames = frames

    def frames(self, wanted: range) -> "Iterator[tuple[Frame, int]]":
        """Yield the frames of these numbers, each with how many neighbours show the same; valid until the next."""
        moments = self._frames.moments
        for _, alike in groupby(wanted, lambda number: moments[number]):
            first, *others = alike
            yield self._frames[first], 1 + len(others)

    def close(self) -> None:
        """Hold nothing that must be let go."""
