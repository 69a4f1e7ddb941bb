"""The beats of a scene: counted, played as far as frames are asked for, or shown as the picture in which they end."""

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES

from gdviz.parallel.crew import Crew
from gdviz.rendering.beats import FilmOrder, FrameCount, PlannedBeat, Still, missing, planned
from gdviz.rendering.options import Target, styled
from gdviz.stage.stage import Beat

BEATS = [Beat("red", "First."), Beat("green", "Second.", loops=True)]
RENDERER: Any = SimpleNamespace(beats=BEATS, finished=False, snapshot=lambda: pixels(7))


def pixels(value: int, alpha: int = 255) -> np.ndarray:
    frame = np.full((36, 64, 4), value, np.uint8)
    frame[..., 3] = alpha
    return frame


def order(directory: Path, out: str = "a.gif", section: int | str | None = None, **looks: Any) -> FilmOrder:
    target = Target.of(out, styled("dark", **looks), size=(64, 36), fps=10)
    return FilmOrder(SCENES["loss-bowl"], (), target, directory, section)


def played(one: FilmOrder, taker: Any) -> Any:
    """Play two beats, the first of three frames and three more."""
    for number, counts in enumerate(([], [3, 3], [6])):
        taker.begins(number, BEATS[number - 1].name if number else "")
        for count in counts:
            assert not taker.wants(count)
            taker.passes(count)
        taker.ends(number, RENDERER)
    return RENDERER


def test_the_frames_of_each_beat_are_counted_and_none_is_painted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdviz.rendering.beats.play_scene", played)
    with Crew() as crew:
        found = planned(order(tmp_path), crew)
        assert found == [PlannedBeat(1, BEATS[0], range(6)), PlannedBeat(2, BEATS[1], range(6, 12))]
        assert planned(order(tmp_path, section="green"), crew) == found[1:]
        with pytest.raises(ValueError, match="no section 3 to show; its sections: 1 red, 2 green"):
            planned(order(tmp_path, section=3), crew)


def test_what_is_played_before_the_first_beat_is_counted_under_nought() -> None:
    counted = FrameCount()
    counted.begins(0, "")
    counted.takes(pixels(1), 3)
    counted.ends(0, RENDERER)
    assert counted.beats == [PlannedBeat(0, Beat("", ""), range(3))]


@pytest.mark.parametrize(
    ("out", "looks", "expected"),
    [
        ("a.mp4", {}, (64, 64, 64, 128)),
        ("a.gif", {}, (64, 64, 64)),
        ("a.webm", {"transparent": True}, (128, 128, 128, 128)),
    ],
)
def test_colours_are_as_the_file_needs_them(
    out: str, looks: dict[str, Any], expected: tuple[int, ...], tmp_path: Path
) -> None:
    made = order(tmp_path, out, **looks).prepared(pixels(64, 128))
    assert tuple(made[0, 0].tolist()) == expected


@pytest.mark.parametrize(("section", "end"), [(None, None), (2, 2), ("green", 2)])
def test_a_still_is_the_end_of_the_scene_or_of_a_beat(section: int | str | None, end: int | None) -> None:
    still = Still(order(Path(), "a.png", section))
    for number in (1, 2, 3):
        still.begins(number, ["red", "green", "blue"][number - 1])
        assert not still.wants(5)
        RENDERER.finished = number == 3
        goes_on = still.ends(number, RENDERER)
        assert (still.picture is not None) == (number == (end or 3))
        assert goes_on == (number != end)
        if still.picture is not None:
            break
    RENDERER.finished = False


def test_an_order_can_be_sent_to_another_process(tmp_path: Path) -> None:
    one = order(tmp_path, "a.webm", 2, transparent=True)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301


def test_nought_is_no_section(tmp_path: Path) -> None:
    assert not order(tmp_path, section=0).is_only(0, "")
    assert order(tmp_path, section="").is_only(0, "") is False


def test_a_film_without_a_frame_says_which_sections_there_are(tmp_path: Path) -> None:
    assert str(missing(order(tmp_path, section=3), BEATS)) == (
        "scene loss-bowl has no section 3 to show; its sections: 1 red, 2 green"
    )
    assert str(missing(order(tmp_path), BEATS)) == "scene loss-bowl plays nothing"
