"""The beats of a scene: claimed once, filmed into videos or onto reels, or shown as the picture in which they end."""

import pickle
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES

from gdviz.rendering.beats import BeatFilmer, FilmedBeat, FilmOrder, Still, film, missing
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


def filmed(one: FilmOrder, shown: dict[int, list[tuple[np.ndarray, int]]]) -> tuple[list[FilmedBeat], list[int]]:
    """Play beats to a filmer, and return what it has filmed and the numbers of frames that it has reported."""
    reports: list[FilmedBeat | int] = []
    threads = threading.active_count()
    with BeatFilmer(one, reports.append) as filmer:
        for number, frames in shown.items():
            filmer.begins(number, BEATS[number - 1].name if number else "")
            for frame, repeat in frames:
                filmer.takes(frame, repeat)
            if not filmer.ends(number, RENDERER):
                break
    assert threading.active_count() == threads
    return [one for one in reports if isinstance(one, FilmedBeat)], [one for one in reports if isinstance(one, int)]


def test_a_beat_goes_onto_a_reel_where_its_frames_must_wait(tmp_path: Path) -> None:
    made, counts = filmed(order(tmp_path), {1: [(pixels(1), 2), (pixels(2), 3)], 2: [(pixels(3), 1)]})
    assert counts == [2, 3, 1]
    assert [(one.number, one.beat) for one in made] == [(1, BEATS[0]), (2, BEATS[1])]
    values = [[tuple(frame[0, 0].tolist()) for frame in one.reel or ()] for one in made]
    assert values == [[(1, 1, 1)] * 2 + [(2, 2, 2)] * 3, [(3, 3, 3)]]


def test_a_beat_becomes_a_video_where_videos_are_put_together(tmp_path: Path) -> None:
    (made,), _ = filmed(order(tmp_path, "a.mp4"), {2: [(pixels(200), 4), (pixels(90), 1)]})
    assert (made.number, made.beat, made.reel, made.path.suffix) == (2, BEATS[1], None, ".mp4")
    with av.open(str(made.path)) as container:
        shown = [frame.to_ndarray(format="rgb24")[18, 32, 0] for frame in container.decode(video=0)]
    assert [int(value) for value in shown] == pytest.approx([200, 200, 200, 200, 90], abs=3)


def test_colours_are_straight_where_the_page_is_left_out(tmp_path: Path) -> None:
    (made,), _ = filmed(order(tmp_path, transparent=True), {1: [(pixels(64, 128), 1)]})
    assert made.reel is not None
    assert made.reel[0][0, 0].tolist() == [128, 128, 128, 128]


def test_what_is_played_before_the_first_beat_is_filmed_under_nought(tmp_path: Path) -> None:
    made, _ = filmed(order(tmp_path), {0: [(pixels(1), 1)], 1: [(pixels(2), 1)]})
    assert [(one.number, one.beat.name) for one in made] == [(0, ""), (1, "red")]


def test_a_beat_is_claimed_once(tmp_path: Path) -> None:
    shown = {number: [(pixels(number), 1)] for number in (1, 2)}
    first, _ = filmed(order(tmp_path), {1: shown[1]})
    second, counts = filmed(order(tmp_path), shown)
    assert ([one.number for one in first], [one.number for one in second], counts) == ([1], [2], [1])


def test_a_beat_in_which_nothing_is_played_is_no_film(tmp_path: Path) -> None:
    assert filmed(order(tmp_path), {1: [], 2: [(pixels(1), 0)]}) == ([], [])


@pytest.mark.parametrize("section", [1, "red"])
def test_the_scene_ends_with_the_only_beat_that_is_wanted(section: int | str, tmp_path: Path) -> None:
    shown = {0: [(pixels(9), 1)], 1: [(pixels(1), 1)], 2: [(pixels(2), 1)]}
    made, counts = filmed(order(tmp_path, section=section), shown)
    assert ([one.number for one in made], counts) == ([1], [1])


def test_a_film_that_is_broken_off_leaves_no_thread(tmp_path: Path) -> None:
    def fail() -> None:
        with BeatFilmer(order(tmp_path, "a.mp4"), lambda done: None) as filmer:
            filmer.begins(1, "red")
            filmer.takes(pixels(1), 1)
            raise KeyboardInterrupt

    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert threading.active_count() == threads


@pytest.mark.parametrize(("section", "end"), [(None, None), (2, 2), ("green", 2)])
def test_a_still_is_the_end_of_the_scene_or_of_a_beat(section: int | str | None, end: int | None) -> None:
    still = Still(order(Path(), "a.png", section))
    for number in (1, 2, 3):
        assert still.begins(number, ["red", "green", "blue"][number - 1]) is False
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


def test_beats_come_in_their_order_whoever_has_filmed_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def play(one: FilmOrder, filmer: BeatFilmer) -> Any:
        for number in (2, 1):
            filmer.begins(number, "")
            filmer.takes(pixels(number), 2)
            filmer.ends(number, RENDERER)
        return RENDERER

    monkeypatch.setattr("gdviz.rendering.beats.play_scene", play)
    done: list[int] = []
    assert [one.number for one in film(order(tmp_path), 1, done.append)] == [1, 2]
    assert done == [2, 4]
