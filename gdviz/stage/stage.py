"""The Manim base scene: finds its runs, keeps the time, and lays out words; gdviz.props are the things on it.

A scene file derives from `Stage`, says in `example` which runs it shows when none are named, and tells its story in
`construct`, beat by beat. Everything that moves is a pure function of one clock, `self.step`, so that a frame is right
whatever Manim rendered before it.

Words stand in a column at the left of the picture, or where pictures fill the frame, above and below them.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Mobject,
    Scene,
    Text,
    ValueTracker,
    VGroup,
    config,
    linear,
)
from numpy.typing import NDArray

from gdviz.analysis.trajectory import Trajectory, between, widest
from gdviz.runs.run import Run, load
from gdviz.stage import typeset
from gdviz.stage.painted import StageCamera, Words, animated
from gdviz.style.numerals import number
from gdviz.style.themes import DARK, Style

Array = NDArray[np.float64]

RUN_VARIABLE = "GDVIZ_RUN"
# The words' column ends at this share of the frame; everything keeps a margin, in scene units.
COLUMN = 0.36
MARGIN = 0.55
# No formula is taller than this, in scene units, so that counters and captions have their room.
TALLEST = 1.3
# Titles, subtitles and captions, in points.
TITLE, SUBTITLE, CAPTION = 21.0, 12.5, 15.0

M = TypeVar("M", bound=Mobject)


@dataclass(frozen=True)
class Beat:
    """One idea of a scene: a section of its film, and a slide of a deck.

    Attributes
    ----------
    name
        A few words.
    notes
        What it shows, for the one who talks over it.
    loops
        Whether it can play again and again while someone talks: its last frame leads to its first.
    """

    name: str
    notes: str
    loops: bool = False


class Stage(Scene):
    """A scene about recorded runs.

    Attributes
    ----------
    runs
        Directories of the runs to show; a subclass made for rendering sets them. Otherwise the environment's GDVIZ_RUN
        (several are separated as in PATH), otherwise the scene's example.
    style
        How it looks; a subclass made for rendering sets it.
    alone
        Whether it shows one run, and no more.
    example
        For each run that is shown when none is named, the arguments of `gdviz solve` and the directory it goes to.
    beats
        The beats told so far: one for each section of the film.
    shown, run
        The opened runs, and the first of them.
    step
        The clock: how many steps have been taken, not always whole.
    steps
        The last step that is worth showing: the longest run's last, or where the last of them has left the frame.
    column_end
        Where the words' column ends, as a share of the frame's width, for what is placed in it from now on.
    """

    runs: ClassVar[Sequence[str | Path]] = ()
    style: ClassVar[Style] = DARK
    alone: ClassVar[bool] = False
    example: ClassVar[Sequence[tuple[str, str]]]

    def __init__(self, **options: Any) -> None:
        super().__init__(camera_class=StageCamera, **options)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Return why a run cannot be shown by this scene, or None."""
        return None

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Return why runs, each of which could be shown, cannot be shown together, or None."""
        return None

    @classmethod
    def misfit(cls, runs: Sequence[Run]) -> str | None:
        """Return which of some runs, or all of them, this scene cannot show, and why; or None."""
        for run in runs:
            if reason := cls.refuse(run):
                return f"{run.path}: {reason}"
        reason = "it shows one run; name one" if cls.alone and len(runs) > 1 else cls.refuse_all(runs)
        return f"{' '.join(str(run.path) for run in runs)}: {reason}" if reason else None

    @classmethod
    def open(cls, directories: Sequence[str | Path]) -> list[Run]:
        """Return the runs in `directories`, or raise ValueError if one is not there or cannot be shown."""
        runs = [load(directory) for directory in directories]
        if misfit := cls.misfit(runs):
            raise ValueError(f"scene {cls.__name__} cannot show {misfit}")
        return runs

    def setup(self) -> None:
        """Open the runs and set the page."""
        self.beats: list[Beat] = []
        self.shown = self._find_runs()
        self.run = self.shown[0]
        self.looks = [self.style.look_of(i, len(self.shown)) for i in range(len(self.shown))]
        self.step = ValueTracker(0)
        self.steps = max(last_shown(run, self.shown) for run in self.shown)
        self.column_end = COLUMN
        self._below: Mobject | None = None
        self._caption: Words | None = None
        camera: Any = self.camera
        camera.background_color = self.style.background
        camera.stamp = " ".join(run.digest for run in self.shown)

    def _find_runs(self) -> list[Run]:
        if self.runs:
            return self.open(self.runs)
        named = os.environ.get(RUN_VARIABLE, "")
        try:
            return self.open(named.split(os.pathsep) if named else [directory for _, directory in self.example])
        except ValueError as error:
            # Plain `manim render` prints a traceback for everything but this.
            raise SystemExit(f"Error: {error}\nFor an example: {self.how_to_solve()}") from None

    @classmethod
    def how_to_solve(cls) -> str:
        """Return the command line that solves the scene's example."""
        return " && ".join(f"gdviz solve {arguments} -o {directory}" for arguments, directory in cls.example)

    def beat(self, name: str, notes: str, *, loops: bool = False) -> None:
        """Begin a beat; what is played from here on belongs to it."""
        if self.beats and not self.beats[-1].loops:
            # Manim's animations stop one frame before what they lead to, and a slide rests on its last frame.
            self.wait(1 / config.frame_rate)
        self.next_section(name)
        self.beats.append(Beat(name, notes, loops))

    def now(self, values: Array, run: Run | None = None) -> float:
        """Return what a run, the first unless named, recorded for the last complete step."""
        return float(values[int((run or self.run).row(self.step.get_value()) + 1e-6)])

    def between(self, rows: Array, run: Run | None = None) -> Array:
        """Return what a run, the first unless named, has at the clock's step, between recorded rows."""
        return between(rows, (run or self.run).row(self.step.get_value()))

    def advance(self, step: float, seconds: float, *others: Any) -> None:
        """Play the runs up to a step: equal steps in equal times, whatever their number."""
        clock = animated(self.step, step, linear, run_time=seconds)
        self.play(clock, *others, run_time=seconds)

    def run_clock(self, seconds: float, *others: Any) -> None:
        """Play the runs to their last step."""
        self.advance(self.steps, seconds, *others)

    def text(self, words: str, size: float, *, color: str = "", bold: bool = False) -> Text:
        """Return text; `size` is in points of a page 8 inches wide, as in the figures."""
        return typeset.text(self.style, words, size, color=color, bold=bold)

    def paragraph(self, words: str, size: float, width: float, **looks: Any) -> VGroup:
        """Return text in lines at most `width` scene units wide; `color` and `bold` as for text."""
        return typeset.paragraph(self.style, words, size, width, **looks)

    def formula(self, latex: str, size: float, *, color: str = "") -> VGroup:
        """Return a formula, kept as LaTeX, that fits the column; `size` as for text. Nothing where there is none."""
        if not latex:
            return VGroup()
        made = shrunk_to(typeset.formula(self.style, latex, size, color=color), self.column)
        return made.scale(min(1.0, TALLEST / made.height))

    @property
    def column(self) -> float:
        """The width of the words' column, in scene units."""
        return self.column_end * float(config.frame_width) - MARGIN

    def heading(self, title: str, subtitle: str = "", *, wide: bool = False, footed: bool = False) -> VGroup:
        """Return the point of the scene and below it what is shown, at the top of the column, or across the frame.

        Captions stand in the column too, unless that is `footed`: then, as below a wide heading, at the frame's foot.
        The words of `gdviz scene --title` take the title's place.
        """
        title = title if self.style.title is None else self.style.title
        width = config.frame_width - 2 * MARGIN if wide else self.column
        lines = VGroup()
        if title:
            lines.add(self.paragraph(title, TITLE, width, bold=True))
        if subtitle:
            lines.add(self.paragraph(subtitle, SUBTITLE, width, color=self.style.muted))
        lines.arrange(DOWN, aligned_edge=LEFT, buff=0.24)
        lines.move_to(_corner(UP + LEFT), aligned_edge=UP + LEFT)
        self._below = None if wide or footed else lines
        return lines

    def under(self, mobject: M, gap: float = 0.5) -> M:
        """Place something in the column under what was placed there last, unless it is empty, and return it."""
        if self._below is None:
            raise ValueError("there is nothing in the column to place this under")
        if mobject.height:
            mobject.next_to(self._below, DOWN, buff=gap, aligned_edge=LEFT)
            self._below = mobject
        return mobject

    def hush(self) -> list[Any]:
        """Return the animations after which no caption is left."""
        leaving = [self._caption.vanish()] if self._caption is not None else []
        self._caption = None
        return leaving

    def say(self, words: str, *others: Any, color: str = "", seconds: float = 0.6) -> None:
        """Let a caption take the last one's place, while other animations play.

        It stands in the column under what was placed there last, or where the heading is wide, at the frame's foot.
        """
        width = config.frame_width - 2 * MARGIN if self._below is None else self.column
        made = self.paragraph(words, CAPTION, width)
        if self._below is None:
            # Lines stand where they stand, whether or not a letter goes below.
            lowest = (len(made) - 1) * typeset.LEADING * typeset.points(CAPTION)
            made.shift(_corner(DOWN + LEFT) + (lowest + 0.25 * typeset.points(CAPTION)) * UP)
        else:
            made.next_to(self._below, DOWN, buff=0.5, aligned_edge=LEFT)
        # The old words are gone before the new ones come: two texts in one place cannot be read.
        if self._caption is not None:
            self.play(self._caption.vanish(), run_time=0.4 * seconds)
            self.remove(self._caption)
        self._caption = Words(made, color or self.style.ink)
        self.add(self._caption)
        self.play(self._caption.appear(), *others, run_time=seconds)

    def conclude(self, words: str, *others: Any, seconds: float = 2.0) -> None:
        """Say the conclusion, and rest on it."""
        self.say(words, *others, color=self.style.accent)
        self.wait(seconds)

    def ending(self, run: Run) -> str:
        """Return the conclusion of a run in a few words."""
        last = last_shown(run, self.shown)
        steps = f"{last:,} {'step' if last == 1 else 'steps'}"
        loss = float(run.loss[int(run.row(last))])
        change = f"loss {number(float(run.loss[0]))} → {number(loss)} in {steps}"
        if run.diverged:
            return f"diverged at step {run.steps:,}"
        return change if last == run.steps else f"left the frame: {change}"


def _corner(side: Array) -> Array:
    """Return a corner of the frame, within its margin."""
    half = np.array([config.frame_width, config.frame_height, 0]) / 2
    corner: Array = side * (half - [MARGIN, MARGIN, 0])
    return corner


def shrunk_to(mobject: M, width: float) -> M:
    """Return the mobject, made smaller where it is wider than `width` scene units."""
    return mobject.scale(min(1.0, width / mobject.width))


def last_shown(run: Run, runs: Sequence[Run]) -> int:
    """Return the step after which a run is not seen any more on the landscape of all: its last, or where it leaves."""
    if "surface.loss" not in run.arrays:
        return run.steps
    left = Trajectory.of(run, widest(runs)).left
    return run.steps if left is None else min(left, run.steps)
