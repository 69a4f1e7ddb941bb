"""Scenes told on pages of some shapes, looked at from moment to moment."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from notebook import noting
from paper import Array, Box, Moment, box_of

from gdviz.runs.run import Run
from gdviz.style.themes import DARK, Style

# In pixels, of which the shorter side has 324: a pixel is a point.
PAGES = {"wide": (576, 324), "4:3": (432, 324), "square": (324, 324), "tall": (324, 576)}


class _Skipper:
    """Takes no frame, and looks at the end of each beat."""

    def __init__(self, look: Callable[..., None]) -> None:
        self._look = look

    def begins(self, beat: int, name: str) -> None:
        return

    def wants(self, count: int) -> bool:
        return False

    def passes(self, count: int) -> None:
        return

    def takes(self, pixels: Array, repeat: int) -> None:
        return

    def ends(self, beat: int, renderer: Any) -> bool:
        if beat:
            ended = renderer.beats[beat - 1]
            self._look(f"the end of {ended.name!r}", ended.notes)
        return True


def moments_of(scene: type[Any], runs: Sequence[Run], size: tuple[int, int], style: Style = DARK) -> list[Moment]:
    """Tell a scene on a page so many pixels wide and high; return its first moment, what is halfway, and all ends."""
    from manim import Wait, tempconfig

    from gdviz.rendering.manim_frames import FrameRenderer

    moments: list[Moment] = []
    rests: list[float] = []

    def look(name: str, notes: str = "") -> None:
        moments.append(book.look(stage, name))
        moments[-1].notes = notes

    class Watched(scene):  # type: ignore[misc]  # known when it is called
        """Looked at as its first animation begins, and when a part of its run is half done."""

        def play(self, *animations: Any, **options: Any) -> None:
            super().play(*animations, **options)
            rests.append(float(animations[0].run_time) if isinstance(animations[0], Wait) else 0.0)

        def compile_animation_data(self, *animations: Any, **options: Any) -> None:
            if not moments:
                look("the start")
            super().compile_animation_data(*animations, **options)

        def advance(self, step: float, seconds: float, *others: Any) -> None:
            super().advance((self.step.get_value() + step) / 2, seconds / 2)
            look(f"in {self.beats[-1].name!r}")
            super().advance(step, seconds / 2, *others)

    page = {"pixel_width": size[0], "pixel_height": size[1], "frame_width": 8 * size[0] / size[1], "frame_height": 8.0}
    quiet = {"dry_run": True, "disable_caching": True, "verbosity": "ERROR", "progress_bar": "none", "frame_rate": 10.0}
    with tempconfig({**page, **quiet}), noting() as book:
        dressed = type(scene.__name__, (Watched,), {"runs": [run.path for run in runs], "style": style})
        stage = dressed(renderer=FrameRenderer(_Skipper(look)))
        stage.render()
    room: dict[int, Box] = {}
    for moment in moments:
        for key, box in moment.pictures.items():
            room[key] = box_of(np.reshape([room.get(key, box), box], (-1, 2)))
    for moment in moments[1:-1]:
        moment.pictures = {key: room[key] for key in moment.pictures}
    moments[0].empty, moments[-1].empty, moments[-1].rest = [], [], rests[-1]
    return moments
