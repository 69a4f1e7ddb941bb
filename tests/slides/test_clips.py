"""Finished films as slides: times, loops, corners, and the page under what is transparent."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from decks import COLORS, FPS, marks
from PIL import Image

from gdviz.encode import About, Tracks, write
from gdviz.encode.sound import Voice, samples_in
from gdviz.slides.clips import Playback, check_clip, corner, has_sound, loops, playable, resting, told_by


def films(path: Path) -> tuple[list[np.ndarray], float]:
    """Return the frames of a film, and its rate."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        return frames, float(container.streams.video[0].average_rate)


def test_a_gif_keeps_its_times(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (32, 32), color) for color in COLORS]
    pictures[0].save(tmp_path / "x.gif", save_all=True, append_images=pictures[1:], duration=[60, 140, 0])
    frames, rate = films(playable(tmp_path / "x.gif", tmp_path / "out", "#ffffff"))
    assert (rate, len(frames)) == (50, 15)
    expected = [COLORS[0]] * 3 + [COLORS[1]] * 7 + [COLORS[2]] * 5
    np.testing.assert_allclose([frame[16, 16] for frame in frames], expected, atol=8)


@pytest.mark.parametrize("suffix", [".gif", ".webm"])
def test_what_is_transparent_stands_on_the_page(suffix: str, tmp_path: Path) -> None:
    frames = np.zeros((5, 64, 64, 4), np.uint8)
    for i, frame in enumerate(frames):
        frame[:, 8 * i : 8 * i + 24] = (200, 30, 30, 255)
    write(tmp_path / f"x{suffix}", list(frames), 25)
    made, rate = films(playable(tmp_path / f"x{suffix}", tmp_path / "out", "#1020c0"))
    # A frame of a GIF may come in parts, which are as many times quicker.
    assert len(made) / rate == 5 / 25
    for i, frame in ((0, made[0]), (4, made[-1])):
        assert frame[32, 8 * i + 12].astype(int) == pytest.approx((200, 30, 30), abs=8)
        assert frame[32, (8 * i + 48) % 64].astype(int) == pytest.approx((16, 32, 192), abs=8)


def test_an_mp4_is_played_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "x.mp4", marks(COLORS[0], 3), FPS)
    assert playable(path, tmp_path / "out", "#ffffff").read_bytes() == path.read_bytes()


def test_a_gif_says_whether_it_loops_and_a_video_does_not(tmp_path: Path) -> None:
    frames = marks(COLORS[0], 3)
    assert loops(write(tmp_path / "a.gif", frames, FPS))
    assert not loops(write(tmp_path / "b.gif", frames, FPS, once=True))
    assert not loops(write(tmp_path / "c.webm", frames, FPS))


def test_of_a_gif_the_picture_that_stands_longest_is_what_it_shows(tmp_path: Path) -> None:
    colors = [COLORS[0]] * 3 + [COLORS[1]] * 5 + [COLORS[2]] * 5 + [(9, 9, 9), COLORS[0]]
    path = write(tmp_path / "a.gif", [np.full((8, 8, 3), color, np.uint8) for color in colors], FPS)
    assert resting(path, "#ffffff")[0, 0].astype(int) == pytest.approx(COLORS[2], abs=4), "of two the later one"


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
def test_a_film_tells_its_title_and_what_it_shows(suffix: str, tmp_path: Path) -> None:
    about = About("Quadratic bowl", "Contours of the loss. It falls.")
    assert told_by(write(tmp_path / f"a{suffix}", marks(COLORS[0], 2), FPS, about=about)) == about
    assert told_by(write(tmp_path / f"b{suffix}", marks(COLORS[0], 2), FPS)) == About()


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_recorded_voice_is_heard_in_decks_too(suffix: str, spoken: Callable[..., Path], tmp_path: Path) -> None:
    tracks = Tracks(voices=(Voice(spoken(0.3, 440), Fraction(0)),), length=Fraction(3, FPS))
    path = write(tmp_path / f"a{suffix}", marks(COLORS[0], 3), FPS, tracks=tracks)
    film = playable(path, tmp_path / "out", "#ffffff")
    assert has_sound(film)
    loudness = [float(np.abs(block).mean()) for block in samples_in(film)]
    assert max(loudness) > 0.2
    assert not has_sound(write(tmp_path / "b.webm", marks(COLORS[0], 3), FPS))


def test_the_corner_is_the_page(tmp_path: Path) -> None:
    found = corner(write(tmp_path / "a.gif", marks((18, 52, 86), 3), FPS))
    assert [int(found[i : i + 2], 16) for i in (1, 3, 5)] == pytest.approx([18, 52, 86], abs=1)


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
def test_what_holds_no_film_is_named(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("no film")
    with pytest.raises(ValueError, match=r"holds no film; make one with `gdviz figure NAME RUN -o "):
        check_clip(path)
    check_clip(write(path, marks(COLORS[0], 2), FPS))


def test_frames_are_played_forwards_alone() -> None:
    frames = Playback(iter(np.arange(5, dtype=np.uint8)), 5)
    assert [int(frames[index]) for index in (0, 0, 2, -1)] == [0, 0, 2, 4]
    with pytest.raises(IndexError, match="frames come one after another"):
        frames[3]
