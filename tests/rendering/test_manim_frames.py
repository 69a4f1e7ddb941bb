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
    """Notes what it is told and given, wants the frames with the numbers in `wanted`, and ends after a beat."""

    def __init__(self, wanted: range = range(0), last: int | None = None) -> None:
        self.told: list[tuple[Any, ...]] = []
        self._wanted, self._last, self._position = wanted, last, 0

    def begins(self, beat: int, name: str) -> None:
        """Note a beat."""
        self.told.append(("begins", beat, name))

    def wants(self, count: int) -> bool:
        """Return whether one is among the next."""
        return bool(set(range(self._position, self._position + count)) & set(self._wanted))

    def passes(self, count: int) -> None:
        """Note frames that are not painted."""
        self.told.append(("passes", count))
        self._position += count

    def takes(self, pixels: np.ndarray, repeat: int) -> None:
        """Note a frame."""
        self.told.append(("takes", pixels.shape, repeat))
        self._position += repeat

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Go on but after the last."""
        self.told.append(("ends", beat))
        return beat != self._last


def writer(taker: Taker) -> SectionWriter:
    renderer: Any = SimpleNamespace(taker=taker)
    return SectionWriter(renderer, SimpleNamespace(plan=SimpleNamespace(output=None)))


def test_sections_are_beats_from_nought_on() -> None:
    taker = Taker(wanted=range(3, 4))
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


# Frames of the two beats: four that fade in, and one that stands for seven.
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (range(11), [1, 1, 1, 1, 7]),
        (range(4), [1, 1, 1, 1, -7]),
        (range(2, 3), [-1, -1, 1, -1, -7]),
        (range(8, 9), [-4, 7]),
        (range(0), [-4, -7]),
    ],
)
def test_frames_are_handed_on_as_long_as_they_stand_and_others_are_passed(
    wanted: range, expected: list[int], frame: None, solved: Callable[[str], Run]
) -> None:
    taker = Taker(wanted)
    renderer = played(taker, solved("bowl"))
    shape = (config.pixel_height, config.pixel_width, 4)
    assert [word for word in taker.told if word[0] in ("begins", "ends")] == [
        ("begins", 0, ""),
        ("ends", 0),
        ("begins", 1, "one"),
        ("ends", 1),
        ("begins", 2, "two"),
        ("ends", 2),
    ]
    counts = [word for word in taker.told if word[0] in ("takes", "passes")]
    assert [word[-1] if word[0] == "takes" else -word[-1] for word in counts] == expected
    assert all(word[1] == shape for word in counts if word[0] == "takes")
    assert renderer.finished
    assert renderer.time == pytest.approx(1.1, abs=0.1)
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
