"""A scene as a film: which frames each of its beats has, and the picture in which it ends."""

import gc
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from gdviz.encode import Frame
from gdviz.files.scratch import scratch
from gdviz.parallel.crew import Crew
from gdviz.rendering.manim_defaults import manim_defaults
from gdviz.rendering.manim_frames import FrameRenderer, FrameTaker, straight
from gdviz.rendering.options import Target
from gdviz.rendering.player import Player, ahead_of
from gdviz.runs.parcel import carried
from gdviz.stage.stage import Beat
from gdviz.stage.tempo import AS_WRITTEN, Tempo
from gdviz.style.logo import logo_place, with_logo

if TYPE_CHECKING:
    from gdviz.runs.run import Run
    from gdviz.scenes import Shown
    from gdviz.stage.stage import Stage


@dataclass(frozen=True)
class FilmOrder:
    """What is to be filmed; picklable.

    Attributes
    ----------
    scene, runs
        What the film shows: not by the scene's name, which another process may not know.
    target
        Its size, rate and look.
    directory
        For what Manim writes; another where there is none.
    section
        The number or the name of its only beat; None for all.
    tempo
        How fast it is told.
    mark
        What tells it from others.
    """

    scene: "Shown"
    runs: "tuple[Run, ...]" = field(compare=False)
    target: Target
    directory: Path
    section: int | str | None = None
    tempo: Tempo = AS_WRITTEN
    mark: str = field(default_factory=lambda: uuid4().hex)

    def travelling(self) -> Self:
        """Return it with what has been read of its runs."""
        return replace(self, runs=tuple(map(carried, self.runs)))

    def is_only(self, beat: int, name: str) -> bool:
        """Return whether a beat is the one that is to be filmed alone."""
        return beat > 0 and self.section in (beat, name)

    def open(self) -> Player:
        """Return what paints the film's frames."""
        return Player(partial(play_scene, self), self.prepared, ahead_of(self.target.shape))

    def prepared(self, pixels: Frame) -> Frame:
        """Return a frame as it is encoded."""
        if self.target.style.transparent:
            return self.whole(straight(pixels))
        # A video takes four channels as they are; taking one away costs more than all else that is done to a frame.
        return self.whole(pixels if self.target.codec is not None else pixels[..., :3])

    @property
    def height(self) -> int:
        """Of what Manim films, in pixels: all but the band of a logo."""
        clip, logo = self.target.clip, self.target.style.logo
        return clip.height if logo is None else logo_place(logo, clip.width, clip.height).room

    def whole(self, pixels: Frame) -> Frame:
        """Return a picture that Manim has filmed with the style's logo, if it has one."""
        clip, style = self.target.clip, self.target.style
        if style.logo is None:
            return pixels
        return with_logo(pixels, style.logo, logo_place(style.logo, clip.width, clip.height), style.page)


@dataclass(frozen=True)
class PlannedBeat:
    """One beat of a scene, and its frames.

    Attributes
    ----------
    number
        From 1; 0 for what a scene plays before its first beat.
    beat
        What the scene says of it.
    frames
        Their numbers in the film of the whole scene.
    """

    number: int
    beat: Beat
    frames: range


@dataclass(frozen=True)
class FilmedBeat:
    """One beat of a scene as a video of its own: its number from 1, what the scene says of it, and the file."""

    number: int
    beat: Beat
    path: Path


class FrameCount:
    """Counts the frames of each beat, and has none painted."""

    def __init__(self) -> None:
        self.beats: list[PlannedBeat] = []
        self._name, self._began, self._count = "", 0, 0

    def begins(self, beat: int, name: str) -> None:
        """Begin to count."""
        self._name, self._began = name, self._count

    def wants(self, count: int) -> bool:
        """Want none."""
        return False

    def passes(self, count: int) -> None:
        """Count."""
        self._count += count

    def takes(self, pixels: Frame, repeat: int) -> None:
        """Count."""
        self._count += repeat

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Note the beat; the scene goes on."""
        known = renderer.beats[beat - 1] if 0 < beat <= len(renderer.beats) else Beat(self._name, "")
        self.beats.append(PlannedBeat(beat, known, range(self._began, self._count)))
        return True


@dataclass(frozen=True)
class CountOrder:
    """An order for the beats of a scene: its answer has in JSON what `PlannedBeat` has of each."""

    film: FilmOrder
    name = "the whole scene"
    count = 0

    def __call__(self, tell: Callable[[int], None]) -> bytes:
        """Play the scene without painting it."""
        counted = FrameCount()
        play_scene(self.film, counted)
        # A stage holds itself, and pages of pixels; another is about to come.
        gc.collect()
        told = [(one.number, asdict(one.beat), one.frames.start, one.frames.stop) for one in counted.beats]
        return json.dumps(told).encode()


class Still:
    """Takes one picture alone: that in which a scene or one of its beats ends."""

    def __init__(self, order: FilmOrder) -> None:
        self.picture: Frame | None = None
        self._order, self._only = order, False

    def begins(self, beat: int, name: str) -> None:
        """See whether the beat is the only one that is wanted."""
        self._only = self._order.is_only(beat, name)

    def wants(self, count: int) -> bool:
        """Want none."""
        return False

    def passes(self, count: int) -> None:
        """Go on."""

    def takes(self, pixels: Frame, repeat: int) -> None:
        """Take nothing: no frame is painted."""

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Take the picture if it is the one."""
        if self._only or (self._order.section is None and renderer.finished):
            self.picture = renderer.snapshot()
        return not self._only


def _opaque(pixels: Frame) -> Frame:
    return pixels[..., :3]


def play_scene(order: FilmOrder, taker: FrameTaker) -> "Stage":
    """Play a scene to who takes its frames, and return it."""
    from manim import config, tempconfig

    scene, clip, style = order.scene.load(), order.target.clip, order.target.style
    settings: dict[str, Any] = {
        "pixel_width": clip.width,
        "pixel_height": order.height,
        "frame_width": 8 * clip.width / order.height,
        "frame_height": 8,
        "frame_rate": float(order.target.rate),
        # Manim itself is to write nothing.
        "dry_run": True,
        "disable_caching": True,
        "verbosity": "ERROR",
        "progress_bar": "none",
        # Words and formulas are set by way of files, of which processes must not read one another's halves.
        "media_dir": "",
    }
    missing = set(settings) - set(config)
    if missing:
        # tempconfig would drop them without a word, and the film would not be what was asked for.
        raise RuntimeError(f"this version of Manim has no setting {', '.join(sorted(missing))}")
    home = order.directory if order.directory.is_dir() else None
    with scratch(home) as media, manim_defaults(), tempconfig({**settings, "media_dir": str(media)}):
        dressed = type(scene.__name__, (scene,), {"runs": order.runs, "style": style, "tempo": order.tempo})
        stage: Stage = dressed(renderer=FrameRenderer(taker, transparent=style.transparent))
        stage.render()
    return stage


def planned(order: FilmOrder, crew: Crew) -> list[PlannedBeat]:
    """Return the beats that are to be filmed, all of which have frames.

    Raises
    ------
    ValueError
        If there is none, with those that the scene has.
    """
    count = CountOrder(order)
    # Who counts reads what is to be shown, which then travels to others.
    told = json.loads(count(lambda frames: None) if crew.is_elsewhere else next(crew.answers([count])))
    beats = [PlannedBeat(number, Beat(**beat), range(start, stop)) for number, beat, start, stop in told]
    wanted = [one for one in beats if order.section is None or order.is_only(one.number, one.beat.name)]
    if not any(one.frames for one in wanted):
        raise missing(order, [one.beat for one in beats if one.number])
    return [one for one in wanted if one.frames]


def still(order: FilmOrder) -> Frame:
    """Return the picture in which an order's film ends."""
    end = Still(order)
    stage = play_scene(order, end)
    if end.picture is None:
        raise missing(order, stage.beats)
    return order.whole(straight(end.picture) if order.target.style.transparent else _opaque(end.picture))


def missing(order: FilmOrder, beats: Sequence[Beat]) -> ValueError:
    """Return the error for a film without a frame."""
    if order.section is None:
        return ValueError(f"scene {order.scene.name} plays nothing")
    there = ", ".join(f"{number} {beat.name}" for number, beat in enumerate(beats, 1))
    return ValueError(f"scene {order.scene.name} has no section {order.section!r} to show; its sections: {there}")
