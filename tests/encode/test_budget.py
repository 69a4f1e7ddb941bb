"""A file stays under the size asked for, and says what that has cost."""

import re
from fractions import Fraction

import numpy as np
import pytest

from gdviz.encode import FORMATS, write
from gdviz.encode.budget import LEAST_FPS, Concession, distinct, fit_under
from gdviz.encode.frames import Selection, WriteOptions

ANIMATED = [suffix for suffix, kind in FORMATS.items() if kind.concessions]


class Painted(list):
    """Frames that note how often each is asked for."""

    def __init__(self, frames):
        super().__init__(frames)
        self.asked = []

    def __getitem__(self, index):
        self.asked.append(index)
        return super().__getitem__(index)


@pytest.fixture
def turning():
    """A smooth hill that turns under a light, so that every pixel changes with every frame."""
    rows, columns = np.mgrid[:90, :160] / 20

    def frame(i):
        light = np.sin(columns + i / 5) * np.cos(rows - i / 7)
        return np.stack([120 + 100 * light, 90 + 60 * light, 160 - 80 * light], -1).astype(np.uint8)

    return [frame(i) for i in range(24)]


@pytest.mark.parametrize("suffix", ANIMATED)
@pytest.mark.parametrize("share", [0.7, 0.35])
def test_the_size_is_met_and_what_it_cost_is_told(suffix, share, turning, tmp_path):
    full = write(tmp_path / f"full{suffix}", turning, 25).stat().st_size
    budget = int(share * full)
    frames, told, done = Painted(turning), [], []
    path = write(tmp_path / f"a{suffix}", frames, 25, max_bytes=budget, report=told.append, progress=done.append)
    assert path.stat().st_size <= budget
    (words,) = told
    assert words.startswith(f"to stay under {budget:,} bytes: ")
    assert sorted(frames.asked) == list(range(24)), "every frame is painted once"
    assert done == list(range(1, 25))
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"a{suffix}", f"full{suffix}"]


@pytest.mark.parametrize("suffix", ANIMATED)
def test_nothing_is_given_up_where_nothing_has_to_be(suffix, turning, tmp_path):
    told = []
    full = write(tmp_path / f"full{suffix}", turning, 25)
    path = write(tmp_path / f"a{suffix}", turning, 25, max_bytes=full.stat().st_size + 20, report=told.append)
    if suffix not in (".mp4", ".webm"):
        # These encoders' threads make a few bytes of difference.
        assert path.read_bytes() == full.read_bytes()
    assert told == []


def test_no_more_is_given_up_than_must_be(turning, tmp_path):
    sizes = []
    for step in FORMATS[".gif"].concessions:
        words = []
        path = tmp_path / "a.gif"
        smaller = Selection(turning, Fraction(25), step.every, step.scale)
        assert len(smaller) == 12
        budget = (sizes[-1] if sizes else write(path, turning, 25).stat().st_size) - 1
        try:
            sizes.append(write(path, turning, 25, max_bytes=budget, report=words.append).stat().st_size)
        except ValueError:
            break
    assert len(sizes) == len(FORMATS[".gif"].concessions), "each step is found when the one before it is just too large"


def test_the_clip_keeps_its_length_and_both_ends(turning, played, tmp_path):
    told = []
    full = write(tmp_path / "full.gif", turning, 25)
    path = write(tmp_path / "a.gif", turning, 25, max_bytes=int(0.9 * full.stat().st_size), report=told.append)
    assert told[0].endswith("bytes: 12.5 frames per second")
    whole, half = played(full), played(path)
    assert sum(half.delays) == sum(whole.delays)
    assert len(half.delays) == 12
    for end in (0, -1):
        assert np.abs(half.frames[end].astype(int) - whole.frames[end]).mean() < 3


def test_words_name_colours_and_pixels(turning, played, tmp_path):
    told = []
    full = write(tmp_path / "full.gif", turning, 25).stat().st_size
    path = write(tmp_path / "a.gif", turning, 25, max_bytes=full // 5, report=told.append)
    found = re.search(r"12.5 frames per second, (\d+) colours, (\d+)x(\d+) pixels$", told[0])
    assert found
    colors, width, height = map(int, found.groups())
    frames = played(path).frames
    assert frames.shape[1:3] == (height, width)
    assert len(np.unique(frames.reshape(-1, 4), axis=0)) <= colors


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng", ".webm"])
def test_transparent_frames_stay_so(suffix, glass, filmed, played, tmp_path):
    frames = glass(20, 96, 160)
    full = write(tmp_path / f"full{suffix}", frames, 25).stat().st_size
    path = write(tmp_path / f"a{suffix}", frames, 25, max_bytes=int(0.8 * full))
    shown = filmed(path) if suffix == ".webm" else played(path).frames
    assert shown[0][-1, -1, 3] < 20
    assert shown[-1][0, 0, 3] > 235


@pytest.mark.parametrize("suffix", ANIMATED)
def test_a_size_that_cannot_be_met_is_refused_with_what_to_do(suffix, noise, tmp_path):
    with pytest.raises(
        ValueError, match=r"smallest .* is [\d,]+ bytes, over the 500 allowed; shorten it .* --size"
    ) as e:
        write(tmp_path / f"a{suffix}", noise(4), 20, max_bytes=500)
    assert str(e.value).endswith("or make it smaller with --size" if suffix == ".mp4" else "or write .mp4")
    assert list(tmp_path.iterdir()) == []


def test_transparent_frames_are_not_sent_to_mp4(glass, tmp_path):
    with pytest.raises(ValueError, match=r"write \.webm$"):
        write(tmp_path / "a.gif", glass(4), 20, max_bytes=100)


def test_a_still_has_no_size_to_meet(clip, tmp_path):
    with pytest.raises(ValueError, match=r"max_bytes is for animations, not for a\.png"):
        write(tmp_path / "a.png", clip(2), 20, max_bytes=10**9)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rate", [8, 15, 20, 25, 50])
def test_motion_stays_above_ten_frames_a_second(rate):
    steps = distinct((Concession(every=2), Concession(every=4), Concession(every=4, scale=0.5)), Fraction(rate))
    assert all(rate / step.every >= min(rate, LEAST_FPS) for step in steps)
    assert Concession() not in steps, "a step that gives up nothing is none"
    assert len(set(steps)) == len(steps)


def test_an_interrupt_between_two_tries_leaves_only_what_the_writer_left(tmp_path):
    sizes = iter([9, 5])

    def writer(path, film, options, progress):
        try:
            path.write_bytes(b"." * next(sizes))
        except StopIteration:
            raise KeyboardInterrupt from None

    film = Selection([np.zeros((4, 4, 3), np.uint8)] * 4, Fraction(25))
    concessions = [Concession(quality=quality) for quality in (1, 2, 3)]
    with pytest.raises(KeyboardInterrupt):
        fit_under(tmp_path / "a.mp4", film, WriteOptions(), int, writer=writer, concessions=concessions, max_bytes=6)
    assert list(tmp_path.iterdir()) == []
