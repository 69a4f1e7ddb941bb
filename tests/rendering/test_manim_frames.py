"""Between Manim and a film: beats begin and end, frames stand as long as they are shown, colours are straight."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import Circle, FadeIn, config
from manim.utils.exceptions import EndSceneEarlyException

from gdviz.rendering.manim_frames import ClearCamera, FrameRenderer, SectionWriter, straight
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage


class Taker:
    """Notes what it is told and given, wants what `wanted` says, and ends the scene after one beat."""

    def __init__(self, wanted: tuple[str, ...] = (), last: int | None = None) -> None:
        self.told: list[tuple[Any, ...]] = []
        self._wanted, self._last = wanted, last

    def begins(self, beat: int, name: str) -> bool:
        """Take a beat that is wanted."""
        self.told.append(("begins", beat, name))
        return name in self._wanted

    def takes(self, pixels: np.ndarray, repeat: int) -> None:
        """Note a frame."""
        self.told.append(("takes", pixels.shape, repeat))

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Go on but after the last."""
        self.told.append(("ends", beat))
        return beat != self._last


def writer(taker: Taker) -> SectionWriter:
    renderer: Any = SimpleNamespace(taker=taker)
    return SectionWriter(renderer, SimpleNamespace(plan=SimpleNamespace(output=None)))


def test_sections_are_beats_from_nought_on() -> None:
    taker = Taker(wanted=("one",))
    made = writer(taker)
    made.next_section("one", "", False)
    made.write_frame(np.zeros((2, 3, 4), np.uint8), repeat=5)
    made.next_section("two", "", False)
    made.finish()
    assert taker.told == [
        ("begins", 0, ""),
        ("ends", 0),
        ("begins", 1, "one"),
        ("takes", (2, 3, 4), 5),
        ("ends", 1),
        ("begins", 2, "two"),
        ("ends", 2),
    ]
    assert [section.skip_animations for section in made.sections] == [True, False, True]


def test_a_scene_ends_after_the_beat_that_was_the_last_wanted() -> None:
    made = writer(Taker(last=1))
    made.next_section("one", "", False)
    with pytest.raises(EndSceneEarlyException):
        made.next_section("two", "", False)
    assert len(made.sections) == 2


class Short(Stage):
    """Fade in a disc, and rest."""

    def construct(self) -> None:
        """Tell it in two beats."""
        self.beat("one", "First.", loops=True)
        self.play(FadeIn(Circle(1)), run_time=0.4)
        self.beat("two", "Second.", loops=True)
        self.wait(0.7499)


def played(taker: Taker, run: Run) -> FrameRenderer:
    renderer = FrameRenderer(taker)
    scene = type("Short", (Short,), {"runs": [run.path]})(renderer=renderer)
    scene.render()
    return renderer


def test_frames_are_handed_on_as_long_as_they_stand(frame: None, solved: Callable[[str], Run]) -> None:
    taker = Taker(wanted=("one", "two"))
    renderer = played(taker, solved("bowl"))
    shape = (config.pixel_height, config.pixel_width, 4)
    assert [word for word in taker.told if word[0] != "takes"] == [
        ("begins", 0, ""),
        ("ends", 0),
        ("begins", 1, "one"),
        ("ends", 1),
        ("begins", 2, "two"),
        ("ends", 2),
    ]
    assert [word for word in taker.told if word[0] == "takes"] == [("takes", shape, 1)] * 4 + [("takes", shape, 7)]
    assert renderer.finished
    assert [beat.name for beat in renderer.beats] == ["one", "two"]


def test_nothing_is_painted_of_what_nobody_wants(
    frame: None, solved: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = []
    monkeypatch.setattr("manim.CairoRenderer.update_frame", lambda *given, **options: painted.append(1))
    played(Taker(), solved("bowl"))
    assert painted == []


def test_a_clear_camera_has_no_page(frame: None) -> None:
    renderer = FrameRenderer(Taker(), transparent=True)
    assert isinstance(renderer.camera, ClearCamera)
    assert not renderer.camera.background.any()
    assert FrameRenderer(Taker()).camera.background[..., 3].min() == 255


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((10, 20, 30, 255), (10, 20, 30, 255)),
        ((0, 0, 0, 0), (0, 0, 0, 0)),
        ((9, 9, 9, 0), (9, 9, 9, 0)),
        ((64, 32, 0, 128), (128, 64, 0, 128)),
        ((1, 1, 2, 3), (85, 85, 170, 3)),
        ((130, 0, 0, 128), (255, 0, 0, 128)),
    ],
)
def test_straight_divides_by_alpha(given: tuple[int, ...], expected: tuple[int, ...]) -> None:
    pixels = np.full((2, 2, 4), given, np.uint8)
    assert straight(pixels)[1, 0].tolist() == list(expected)
    assert pixels[1, 0].tolist() == list(given), "it is a copy"
