"""The beats of a scene, each filmed once, by one process or by several.

Every process plays the whole scene and paints the beats that no other has claimed before it, so that the load balances
itself; what is skipped costs next to nothing, and every picture is a function of the clocks alone.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from gdviz.encode import BackgroundEncoder, Frame, Reel, Video, WriteOptions
from gdviz.parallel.processes import Connection, Workers
from gdviz.rendering.manim_defaults import manim_defaults
from gdviz.rendering.manim_frames import FrameRenderer, FrameTaker, straight
from gdviz.rendering.options import Target
from gdviz.stage.stage import Beat

if TYPE_CHECKING:
    from gdviz.encode.background import Sink
    from gdviz.scenes import SceneFile
    from gdviz.stage.stage import Stage


@dataclass(frozen=True)
class FilmOrder:
    """What is to be filmed; picklable.

    Attributes
    ----------
    scene, runs
        What the film shows: not by the scene's name, which another process may not know.
    target
        Its size, rate and look, and how a beat becomes a video; without a codec its frames go on a reel.
    directory
        An empty one, for what is filmed.
    section
        The number or the name of its only beat; None for all.
    """

    scene: "SceneFile"
    runs: tuple[Path, ...]
    target: Target
    directory: Path
    section: int | str | None = None

    def is_only(self, beat: int, name: str) -> bool:
        """Return whether a beat is the one that is to be filmed alone."""
        return beat > 0 and self.section in (beat, name)


@dataclass(frozen=True)
class FilmedBeat:
    """One beat of a scene, filmed alone.

    Attributes
    ----------
    number
        From 1; 0 for what a scene plays before its first beat.
    beat
        What the scene says of it.
    path
        Its video, or the file of its frames.
    reel
        Its frames, where it is no video.
    """

    number: int
    beat: Beat
    path: Path
    reel: Reel | None = None


# Called with each beat when it is filmed, and with numbers of frames as they are painted.
BeatReport = Callable[[FilmedBeat | int], None]


class BeatFilmer:
    """Takes the frames of the beats that nobody else has claimed, and films them; use it as a context."""

    def __init__(self, order: FilmOrder, report: BeatReport) -> None:
        self._order, self._report = order, report
        self._file: tuple[Path, Reel | None] | None = None
        self._encoder: BackgroundEncoder | None = None
        self._only = False
        self._number, self._name = 0, ""
        self._stack = ExitStack()

    def begins(self, beat: int, name: str) -> bool:
        """Claim a beat."""
        self._number, self._name = beat, name
        self._only = self._order.is_only(beat, name)
        if self._order.section is not None and not self._only:
            return False
        try:
            (self._order.directory / f"{beat}").mkdir()
        except FileExistsError:
            return False
        # A video takes four channels as they are; taking one away costs more than all else that is done to a frame.
        plain = _opaque if self._order.target.codec is None else _whole
        self._encoder = BackgroundEncoder(self._open, straight if self._order.target.style.transparent else plain)
        self._stack.enter_context(self._encoder)
        return True

    def _open(self, shape: tuple[int, ...]) -> "AbstractContextManager[Sink]":
        target = self._order.target
        codec, options = target.codec, WriteOptions(matte=target.matte)
        path = self._order.directory / f"{self._number}" / f"beat{codec.suffix if codec else '.frames'}"
        if codec is not None:
            self._file = path, None
            return Video(path, codec, shape, target.rate, options, clear=target.style.transparent)
        reel = Reel(path, shape)
        self._file = path, reel
        return reel

    def takes(self, pixels: Frame, repeat: int) -> None:
        """Film a frame."""
        if self._encoder is not None and repeat:
            self._encoder.add(pixels, repeat)
            self._report(repeat)

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Hand over what was filmed; the scene ends with the only beat that is wanted."""
        self._stack.close()
        if self._file is not None:
            known = renderer.beats[beat - 1] if 0 < beat <= len(renderer.beats) else Beat(self._name, "")
            self._report(FilmedBeat(beat, known, *self._file))
        self._encoder = self._file = None
        return not self._only

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what is half-filmed where something went wrong."""
        self._stack.__exit__(kind, error, trace)


class Still:
    """Takes one picture alone: that in which a scene or one of its beats ends."""

    def __init__(self, order: FilmOrder) -> None:
        self.picture: Frame | None = None
        self._order, self._only = order, False

    def begins(self, beat: int, name: str) -> bool:
        """Skip the beat."""
        self._only = self._order.is_only(beat, name)
        return False

    def takes(self, pixels: Frame, repeat: int) -> None:
        """Take nothing: no frame is painted."""

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Take the picture if it is the one."""
        if self._only or (self._order.section is None and renderer.finished):
            self.picture = renderer.snapshot()
        return not self._only


def _opaque(pixels: Frame) -> Frame:
    return pixels[..., :3]


def _whole(pixels: Frame) -> Frame:
    return pixels


def play_scene(order: FilmOrder, taker: FrameTaker) -> "Stage":
    """Play a scene to who takes its frames, and return it."""
    from manim import config, tempconfig

    scene, clip, style = order.scene.load(), order.target.clip, order.target.style
    settings: dict[str, Any] = {
        "pixel_width": clip.width,
        "pixel_height": clip.height,
        "frame_width": 8 * clip.width / clip.height,
        "frame_height": 8,
        "frame_rate": float(order.target.rate),
        # Manim itself is to write nothing.
        "dry_run": True,
        "disable_caching": True,
        "verbosity": "ERROR",
        "progress_bar": "none",
        # Words and formulas are set by way of files, of which processes must not read one another's halves.
        "media_dir": str(order.directory / f"media-{os.getpid()}"),
    }
    missing = set(settings) - set(config)
    if missing:
        # tempconfig would drop them without a word, and the film would not be what was asked for.
        raise RuntimeError(f"this version of Manim has no setting {', '.join(sorted(missing))}")
    with manim_defaults(), tempconfig(settings):
        dressed = type(scene.__name__, (scene,), {"runs": order.runs, "style": style})
        stage: Stage = dressed(renderer=FrameRenderer(taker, transparent=style.transparent))
        stage.render()
    return stage


def film(order: FilmOrder, jobs: int, progress: Callable[[int], None]) -> list[FilmedBeat]:
    """Film an order's beats, and return them in their order."""
    filmed: list[FilmedBeat] = []
    beats: list[Beat] = []
    painted = 0

    def report(done: FilmedBeat | int) -> None:
        nonlocal painted
        if isinstance(done, FilmedBeat):
            filmed.append(done)
        else:
            painted += done
            progress(painted)

    if jobs == 1 or order.section is not None:
        with BeatFilmer(order, report) as filmer:
            beats = play_scene(order, filmer).beats
    else:
        with Workers(_film_some, [order] * jobs, preload=[__name__]) as workers:
            for done in workers.reports():
                report(done)
    if not filmed:
        raise missing(order, beats)
    return sorted(filmed, key=lambda one: one.number)


def _film_some(order: FilmOrder, line: Connection) -> None:
    """Film what no other process has claimed."""
    with BeatFilmer(order, line.send) as filmer:
        play_scene(order, filmer)


def still(order: FilmOrder) -> Frame:
    """Return the picture in which an order's film ends."""
    end = Still(order)
    stage = play_scene(order, end)
    if end.picture is None:
        raise missing(order, stage.beats)
    return straight(end.picture) if order.target.style.transparent else _opaque(end.picture)


def missing(order: FilmOrder, beats: Sequence[Beat]) -> ValueError:
    """Return the error for a film without a frame."""
    if order.section is None:
        return ValueError(f"scene {order.scene.name} plays nothing")
    there = ", ".join(f"{number} {beat.name}" for number, beat in enumerate(beats, 1))
    return ValueError(f"scene {order.scene.name} has no section {order.section!r} to show; its sections: {there}")
