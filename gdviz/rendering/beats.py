"""The beats of a scene, each filmed once, by one process or by several.

Every process tells the whole story and paints the beats that no other has claimed before it, so that the load balances
itself; what is skipped costs next to nothing, and every picture is a function of the clocks alone.
"""

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from gdviz.encode import BackgroundEncoder, Codec, Reel, Video, WriteOptions
from gdviz.parallel.processes import Connection, Worker, can_fork
from gdviz.rendering.manim_frames import FrameRenderer, Pixels, straight
from gdviz.style.themes import Style

if TYPE_CHECKING:
    from gdviz.encode.background import Sink
    from gdviz.stage.stage import Beat, Stage


@dataclass(frozen=True)
class FilmOrder:
    """What is to be filmed; picklable.

    Attributes
    ----------
    scene, runs, style
        What the film shows, and how it looks.
    width, height, rate
        Its pixels, and its frames per second.
    section
        The number or the name of its only beat; None for all.
    directory
        An empty one, for the takes.
    coding, manner
        How a take becomes a video; without a coding its frames go on a reel.
    """

    scene: str
    runs: tuple[Path, ...]
    style: Style
    width: int
    height: int
    rate: Fraction
    directory: Path
    section: int | str | None = None
    coding: Codec | None = None
    manner: WriteOptions = field(default_factory=WriteOptions)

    def is_only(self, beat: int, name: str) -> bool:
        """Return whether a beat is the one that is to be filmed alone."""
        return beat > 0 and self.section in (beat, name)


@dataclass(frozen=True)
class Take:
    """A beat that was filmed: its number, 0 for what comes before the first, and its video or its frames."""

    number: int
    path: Path
    reel: Reel | None


# Called with each take when it is complete, and with numbers of frames as they are painted.
Say = Callable[[Take | int], None]


class BeatFilmer:
    """A crew that films the beats which nobody else has claimed; use it as a context."""

    def __init__(self, order: FilmOrder, say: Say) -> None:
        self._order, self._say = order, say
        self._taken: Take | None = None
        self._tape: BackgroundEncoder | None = None
        self._only = False
        self._number = 0
        self._stack = ExitStack()

    def begins(self, beat: int, name: str) -> bool:
        """Claim a beat."""
        self._number = beat
        self._only = self._order.is_only(beat, name)
        if self._order.section is not None and not self._only:
            return False
        try:
            (self._order.directory / f"{beat}").mkdir()
        except FileExistsError:
            return False
        # A video takes four channels as they are; taking one away costs more than all else that is done to a frame.
        plain = _opaque if self._order.coding is None else _whole
        self._tape = BackgroundEncoder(self._open, straight if self._order.style.transparent else plain)
        self._stack.enter_context(self._tape)
        return True

    def _open(self, shape: tuple[int, ...]) -> "AbstractContextManager[Sink]":
        order = self._order
        suffix = order.coding.suffix if order.coding else ".frames"
        path = order.directory / f"{self._number}" / f"take{suffix}"
        if order.coding is not None:
            self._taken = Take(self._number, path, None)
            return Video(path, order.coding, shape, order.rate, order.manner, clear=order.style.transparent)
        reel = Reel(path, shape)
        self._taken = Take(self._number, path, reel)
        return reel

    def takes(self, pixels: Pixels, repeat: int) -> None:
        """Film a frame."""
        if self._tape is not None and repeat:
            self._tape.add(pixels, repeat)
            self._say(repeat)

    def ends(self, beat: int, projector: FrameRenderer) -> bool:
        """Hand over what was filmed; the scene ends with the only beat that is wanted."""
        self._stack.close()
        if self._taken is not None:
            self._say(self._taken)
        self._tape = self._taken = None
        return not self._only

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what is half-filmed where something went wrong."""
        self._stack.__exit__(kind, error, trace)


class Still:
    """A crew that paints one picture alone: that in which a scene or one of its beats ends."""

    def __init__(self, order: FilmOrder) -> None:
        self.picture: Pixels | None = None
        self._order, self._only = order, False

    def begins(self, beat: int, name: str) -> bool:
        """Skip the beat."""
        self._only = self._order.is_only(beat, name)
        return False

    def takes(self, pixels: Pixels, repeat: int) -> None:
        """Take nothing: no frame is painted."""

    def ends(self, beat: int, projector: FrameRenderer) -> bool:
        """Take the picture if it is the one."""
        if self._only or (self._order.section is None and projector.finished):
            self.picture = projector.snapshot()
        return not self._only


def _opaque(pixels: Pixels) -> Pixels:
    return pixels[..., :3]


def _whole(pixels: Pixels) -> Pixels:
    return pixels


def play_scene(order: FilmOrder, crew: Any) -> "Stage":
    """Let a scene tell its story to a crew, and return it."""
    from manim import config, tempconfig

    from gdviz.scenes import SCENES

    scene = SCENES[order.scene].load()
    settings: dict[str, Any] = {
        "pixel_width": order.width,
        "pixel_height": order.height,
        "frame_width": 8 * order.width / order.height,
        "frame_height": 8,
        "frame_rate": float(order.rate),
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
    with tempconfig(settings):
        dressed = type(scene.__name__, (scene,), {"runs": order.runs, "style": order.style})
        stage: Stage = dressed(renderer=FrameRenderer(crew, transparent=order.style.transparent))
        stage.render()
    return stage


def film(order: FilmOrder, jobs: int, progress: Callable[[int], None]) -> "tuple[list[Beat], list[Take]]":
    """Film an order's beats, and return all beats of the scene and the takes in their order."""
    takes: list[Take] = []
    painted = 0

    def say(said: Take | int) -> None:
        nonlocal painted
        if isinstance(said, Take):
            takes.append(said)
        else:
            painted += said
            progress(painted)

    if jobs == 1 or order.section is not None:
        with BeatFilmer(order, say) as crew:
            beats = play_scene(order, crew).beats
    else:
        beats = _together(order, jobs, say)
    if not takes:
        raise missing(order, beats)
    return beats, sorted(takes, key=lambda take: take.number)


def still(order: FilmOrder) -> Pixels:
    """Return the picture in which an order's film ends."""
    crew = Still(order)
    stage = play_scene(order, crew)
    if crew.picture is None:
        raise missing(order, stage.beats)
    return straight(crew.picture) if order.style.transparent else _opaque(crew.picture)


def missing(order: FilmOrder, beats: "Sequence[Beat]") -> ValueError:
    """Return the error for a film without a frame."""
    if order.section is None:
        return ValueError(f"scene {order.scene} plays nothing")
    there = ", ".join(f"{number} {beat.name}" for number, beat in enumerate(beats, 1))
    return ValueError(f"scene {order.scene} has no section {order.section!r} to show; its sections: {there}")


def _together(order: FilmOrder, jobs: int, say: Say) -> "list[Beat]":
    """Film in several processes."""
    fork = can_fork()
    beats: list[Beat] = []
    workers = [Worker.start(_work, order, fork=fork) for _ in range(jobs)]
    try:
        busy = {worker.line: worker for worker in workers}
        while busy:
            ready: list[Connection] = wait(list(busy))
            for line in ready:
                try:
                    said = line.recv()
                except (EOFError, ConnectionResetError):
                    raise busy[line].lost() from None
                if isinstance(said, BaseException):
                    raise said
                if isinstance(said, list):
                    beats = said
                    del busy[line]
                else:
                    say(said)
    finally:
        for worker in workers:
            worker.end()
    return beats


def _work(order: FilmOrder, line: Connection) -> None:
    """Film what no other process has claimed, and say which takes are done, and in the end what the beats are."""
    # Ctrl-C reaches every process of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with BeatFilmer(order, line.send) as crew:
            beats = play_scene(order, crew).beats
        line.send(beats)
    except BrokenPipeError:
        return
    except Exception as error:
        line.send(error)
