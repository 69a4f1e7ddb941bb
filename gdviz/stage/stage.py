"""The Manim base scene: finds its runs and keeps the time; gdviz.stage.column lays out its words.

A scene file derives from `Stage`, says in `example` which runs it shows when none are named, and tells its story in
`construct`, beat by beat. Everything that moves is a pure function of one clock, `self.step`, so that a frame is right
whatever Manim rendered before it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from manim import (
    FadeOut,
    Mobject,
    ValueTracker,
    config,
    linear,
)
from numpy.typing import NDArray

from gdviz.analysis.curve import known_on_curve
from gdviz.analysis.series import known_at, known_losses
from gdviz.analysis.trajectory import Trajectory, between, end_of, widest
from gdviz.languages import counted, said, speaking
from gdviz.runs.fleet import split_places
from gdviz.runs.requirements import why_not_losses
from gdviz.runs.run import NoRunError, Run, limited, load
from gdviz.stage.column import WordColumn
from gdviz.stage.environment import style_around
from gdviz.stage.painted import PixelMobject, StageCamera, animated
from gdviz.stage.replay import origin_of
from gdviz.stage.tempo import AS_WRITTEN, Tempo
from gdviz.style.defaults import matplotlib_defaults
from gdviz.style.numerals import number

Array = NDArray[np.float64]

RUN_VARIABLE = "GDVIZ_RUN"
# A film opens on its end for so long, and then goes back to the start, in seconds.
OPEN, BACK = 0.8, 1.2


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


class Stage(WordColumn):
    """A scene about recorded runs.

    Attributes
    ----------
    runs
        The runs to show, or their directories; a subclass made for rendering sets them. Otherwise the environment's
        GDVIZ_RUN (several are separated as in PATH), otherwise the scene's example.
    alone
        Whether it shows one run, and no more.
    tempo
        How fast it is told; a subclass made for rendering sets it.
    example
        For each run that is shown when none is named, the arguments of `gdviz solve` and the directory it goes to.
    beats
        The beats played so far: one for each section of the film.
    shown, run
        The opened runs, and the first of them.
    step
        The clock: how many steps have been taken, not always whole.
    steps
        The last step that is worth showing: the longest run's last, or where the last of them has left the frame.
    """

    runs: ClassVar[Sequence[str | Path | Run]] = ()
    alone: ClassVar[bool] = False
    tempo: ClassVar[Tempo] = AS_WRITTEN
    example: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self, **options: Any) -> None:
        if not self.runs:
            # Nobody has made this film ready: plain Manim plays it.
            self.style = style_around(self.style)
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
    def made_for(cls, error: NoRunError) -> NoRunError:
        """Return the error for a run that is not there with what makes one that this scene takes."""
        named = {str(Path(directory)): arguments for arguments, directory in cls.example}
        arguments = named.get(str(error.path)) or next(iter(named.values()), "")
        return error.made_by(f"solve {arguments}") if arguments else error

    @classmethod
    def open(cls, places: Sequence[str | Path | Run]) -> list[Run]:
        """Return the runs in directories, or that are open; ValueError if one is not there or cannot be shown."""
        try:
            runs = limited([place if isinstance(place, Run) else load(place) for place in places])
        except NoRunError as error:
            raise cls.made_for(error) from None
        if misfit := cls.misfit(runs):
            raise ValueError(f"scene {cls.__name__} cannot show {misfit}")
        return [known_on_curve(run) for run in runs]

    def render(self, preview: bool = False) -> bool:
        """Play the scene; matplotlib, which paints reliefs, sets itself by no file of the user's."""
        with matplotlib_defaults(), speaking(self.style.lang):
            return super().render(preview)

    def setup(self) -> None:
        """Open the runs and set the page."""
        self.beats: list[Beat] = []
        self.shown = self._find_runs()
        self.run = self.shown[0]
        self.looks = [self.style.look_of(i, len(self.shown)) for i in range(len(self.shown))]
        self.step = ValueTracker(0)
        self.steps = max(last_shown(run, self.shown) for run in self.shown)
        self.open_column()
        camera: Any = self.camera
        camera.background_color = self.style.background
        if not config.disable_caching:
            camera.stamp = origin_of(type(self), self.shown, self.style)

    def _find_runs(self) -> list[Run]:
        if self.runs:
            return self.open(self.runs)
        named = os.environ.get(RUN_VARIABLE, "")
        if not (named or self.example):
            raise SystemExit(
                f"Error: {type(self).__name__} shows a run; name one, as in {RUN_VARIABLE}=renders/runs/bowl"
            )
        try:
            return self.open(split_places(named) if named else [directory for _, directory in self.example])
        except ValueError as error:
            # Plain `manim render` prints a traceback for everything but this.
            example = f"\nFor an example: {self.how_to_solve()}" if self.example else ""
            raise SystemExit(f"Error: {error}{example}") from None

    @classmethod
    def how_to_solve(cls) -> str:
        """Return the command line that solves the scene's example."""
        return " && ".join(f"gdviz solve {arguments} -o {directory}" for arguments, directory in cls.example)

    def beat(self, name: str, notes: str, *, loops: bool = False) -> None:
        """Begin a beat; what is played from here on belongs to it."""
        self._end_beat()
        self.next_section(name)
        self.beats.append(Beat(name, notes, loops))

    def _end_beat(self) -> None:
        """Rest on the last picture of the beat, if there is one."""
        if self.beats and not self.beats[-1].loops:
            # Manim's animations stop one frame before what they lead to, and a slide rests on its last frame.
            self.wait(1 / config.frame_rate)
        self._hold()

    def _hold(self) -> None:
        count = len(self.beats)
        if self.beats and (rest := self.tempo.hold_of(count)) > 0:
            # What is played takes so many times as long, and a rest is as long as it is said.
            self.wait(rest / self.tempo.pace_of(count))

    def tear_down(self) -> None:
        """Rest on the last picture of the last beat."""
        self._hold()

    def compile_animations(self, *animations: Any, **options: Any) -> list[Any]:
        """Return what is to be played, in the tempo of the beat."""
        made = super().compile_animations(*animations, **options)
        pace = self.tempo.pace_of(len(self.beats))
        for animation in made if pace != 1 else ():
            # 0.4 times 1.5 is a little more than 0.6, and would be a frame more.
            animation.run_time = round(animation.run_time * pace, 6)
        return made

    def now(self, values: Array, run: Run | None = None) -> float:
        """Return what a run, the first unless named, recorded last by the last complete step."""
        return known_at(run or self.run, values, self.step.get_value() + 1e-6)

    def between(self, rows: Array, run: Run | None = None) -> Array:
        """Return what a run, the first unless named, has at the clock's step, between recorded rows."""
        return between(rows, (run or self.run).row(self.step.get_value()))

    def advance(self, step: float, seconds: float, *others: Any) -> None:
        """Play the runs up to a step: equal steps in equal times, whatever their number."""
        clock = animated(self.step, step, linear, run_time=seconds)
        self.play(clock, *others, run_time=seconds)

    def open_on(
        self, *things: PixelMobject, ends: Sequence[tuple[ValueTracker, float]] = (), frames: Sequence[Mobject] = ()
    ) -> None:
        """Open the film on what it comes to, which is its thumbnail, and go back to the start.

        Parameters
        ----------
        things
            What is hidden at the start and seen here.
        ends
            Trackers and what they come to, before they go back to what they are; the clock and its last step unless
            given.
        frames
            Axes that are there only here.
        """
        self.add(*frames)
        ends = ends or [(self.step, float(self.steps))]
        starts = [tracker.get_value() for tracker, _ in ends]
        for tracker, end in (*ends, *((thing.seen, 1.0) for thing in things)):
            tracker.set_value(end)
        self.wait(OPEN)
        back = [animated(tracker, start) for (tracker, _), start in zip(ends, starts, strict=True)]
        self.play(*back, *(thing.vanish() for thing in things), *map(FadeOut, frames), run_time=BACK)

    def run_clock(self, seconds: float, *others: Any) -> None:
        """Play the runs to their last step."""
        self.advance(self.steps, seconds, *others)

    def ending(self, run: Run) -> str:
        """Return the conclusion of a run in a few words."""
        last = last_shown(run, self.shown)
        losses = known_losses(run)
        first, loss = (number(float(losses[int(run.row(step))])) for step in (0, last))
        change = counted(
            "loss {first} → {loss} in {n} step", "loss {first} → {loss} in {n} steps", last, first=first, loss=loss
        )
        if why_not_losses(run):
            change = counted("{n} step", "{n} steps", last)
        if end := end_of(run):
            has_left = "surface.loss" in run.arrays
            return Trajectory.of(run, widest(self.shown)).fate if has_left else end
        return change if last == run.steps else said("left the frame: {change}", change=change)


def last_shown(run: Run, runs: Sequence[Run]) -> int:
    """Return the step after which a run is not seen any more on the landscape of all: its last, or where it leaves."""
    if "surface.loss" not in run.arrays:
        return run.steps
    left = Trajectory.of(run, widest(runs)).left
    return run.steps if left is None else min(left, run.steps)
