"""What stands between Manim and a film: hands every frame on, writes nothing, and paints nothing that is skipped.

Manim numbers what a scene plays in sections, which are the beats of a stage: 1, 2, ...; 0 is what a scene plays before
its first beat.
"""

import threading
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from manim import CairoRenderer, Mobject
from manim.scene.section import DefaultSectionType, Section
from manim.utils.exceptions import EndSceneEarlyException
from tqdm import tqdm  # type: ignore[import-untyped]

from gdviz.encode import Frame
from gdviz.stage.painted import StageCamera
from gdviz.stage.stage import Beat, Stage


class FrameTaker(Protocol):
    """Who takes what Manim paints."""

    def begins(self, beat: int, name: str) -> None:
        """Hear that a beat begins."""

    def wants(self, count: int) -> bool:
        """Return whether any of the next frames is to be painted; all are passed or taken after that."""

    def passes(self, count: int) -> None:
        """Hear of the next frames, which are not painted."""

    def takes(self, pixels: Frame, repeat: int) -> None:
        """Take a frame (height, width, 4) that stands for so many, and copy it, for the next is painted over it.

        Its colours are premultiplied by alpha.
        """

    def ends(self, beat: int, renderer: "FrameRenderer") -> bool:
        """Return whether the scene goes on; called once when a beat is over."""


class SectionWriter:
    """What Manim knows as a file writer, as far as a renderer asks for it."""

    def __init__(self, renderer: "FrameRenderer", settings: Any) -> None:
        self.output_spec = settings.plan.output
        self.subcaptions: list[Any] = []
        self.sections: list[Section] = []
        self._renderer = renderer
        self._begin("")

    def _begin(self, name: str) -> None:
        self._renderer.taker.begins(len(self.sections), name)
        self.sections.append(Section(DefaultSectionType.NORMAL, None, name, False))

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        """Begin a beat."""
        self.finish()
        self._begin(name)

    def finish(self) -> None:
        """End the beat."""
        if not self._renderer.taker.ends(len(self.sections) - 1, self._renderer):
            raise EndSceneEarlyException

    def write_frame(self, pixels: Frame, *, repeat: int = 1) -> None:
        """Hand a frame on."""
        self._renderer.taker.takes(pixels, repeat)

    def add_partial_movie_file(self, hash_animation: str | None) -> None:
        """Do nothing: there are no partial files."""

    def begin_animation(self, allow_write: bool, animation_index: int) -> None:
        """Let Manim skip to the end of what is played, if no frame of it is wanted."""
        self._renderer.begin_play()

    def end_animation(self, allow_write: bool) -> None:
        """Do nothing, as above."""

    def abort_encode_jobs(self) -> None:
        """Do nothing: the error itself reaches whoever takes the frames."""


class ClearCamera(StageCamera):
    """A camera whose page is transparent, whatever colour the scene gives it."""

    def init_background(self) -> None:
        """Leave nothing of the page: its colour would shine through soft edges, since colours are premultiplied."""
        super().init_background()
        nothing = np.zeros(4, self.pixel_array_dtype)
        self.background = np.broadcast_to(nothing, (self.pixel_height, self.pixel_width, 4))


class FrameRenderer(CairoRenderer):
    """A renderer that hands its frames on, and spares itself those that are not wanted.

    Attributes
    ----------
    taker
        Who takes the frames.
    finished
        Whether the scene has played to its end.
    """

    def __init__(self, taker: FrameTaker, *, transparent: bool = False) -> None:
        super().__init__(camera_class=ClearCamera if transparent else StageCamera)
        # Manim's progress bars are not shown. But a thread that watches over them forbids to fork, and a lock that
        # processes share stays locked for ever where one of them is ended at the wrong moment.
        tqdm.monitor_interval = 0
        tqdm.set_lock(threading.RLock())
        self.taker = taker
        self.finished = False
        self._scene: Stage

    @property
    def beats(self) -> list[Beat]:
        """The scene's beats so far."""
        return self._scene.beats

    def init_scene(self, scene: Any, session_spec: Any, file_writer_settings: Any) -> None:
        """Begin."""
        self._scene = scene
        self.file_writer = SectionWriter(self, file_writer_settings)

    @property
    def coming(self) -> int:
        """The number of frames of what is about to be played."""
        duration, rate = self._scene.duration, self.camera.frame_rate
        if self._scene.is_current_animation_frozen_frame():
            return round(duration * rate)
        return len(np.arange(0, duration, 1 / rate))

    def begin_play(self) -> None:
        """Pass over all of what is about to be played, if no frame of it is wanted."""
        count = self.coming
        self.skip_animations = not self.taker.wants(count)
        if self.skip_animations:
            self.taker.passes(count)
            self.time += self._scene.duration

    def render(self, scene: Any, time: float, moving_mobjects: Iterable[Mobject] | None = None) -> None:
        """Paint a frame if it is wanted."""
        if self.skip_animations:
            return
        if self.taker.wants(1):
            self.update_frame(scene, moving_mobjects)
            self.add_frame(self.camera.pixel_array)
        else:
            self.taker.passes(1)
            self.time += 1 / self.camera.frame_rate

    def update_frame(
        self,
        scene: Any,
        mobjects: Iterable[Mobject] | None = None,
        include_submobjects: bool = True,
        ignore_skipping: bool = True,
        **options: Any,
    ) -> None:
        """Paint the scene, unless its frames are skipped; Manim would paint one a play and throw it away."""
        if not self.skip_animations:
            super().update_frame(scene, mobjects, include_submobjects, ignore_skipping, **options)

    def freeze_current_frame(self, duration: float) -> None:
        """Stand still for a while; Manim would round 14.999 frames down."""
        self.add_frame(self.camera.pixel_array, num_frames=round(duration * self.camera.frame_rate))

    def snapshot(self) -> Frame:
        """Return the scene as it is now."""
        self.static_image = None
        self._scene.update_mobjects(0)
        super().update_frame(self._scene)
        pixels: Frame = self.get_frame().astype(np.uint8, copy=False)
        return pixels

    def scene_finished(self, scene: Any) -> None:
        """End the last beat."""
        self.finished = True
        try:
            self.file_writer.finish()
        except EndSceneEarlyException:
            return


def straight(pixels: Frame) -> Frame:
    """Return RGBA whose colours are not premultiplied by alpha."""
    alpha = pixels[..., 3]
    soft = (alpha > 0) & (alpha < 255)
    made = pixels.copy()
    weight = alpha[soft].astype(np.uint16)[:, None]
    made[soft, :3] = np.minimum(255, (pixels[soft, :3].astype(np.uint16) * 255 + weight // 2) // weight)
    return made
