"""A GIF has one palette, exact delays, and nothing in it flickers."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from gdviz.encode import GifClip, write
from gdviz.encode.frames import ticks
from gdviz.encode.gif import END
from gdviz.encode.palette import learned, sampled


def test_a_gif_keeps_few_colours_exactly(clip, played, tmp_path):
    frames = clip(12)
    shown = played(write(tmp_path / "a.gif", frames, 20)).frames[..., :3]
    assert np.abs(shown.astype(int) - np.stack(frames)).max() <= 2


def test_still_pixels_do_not_flicker(played, filmed, tmp_path):
    rng = np.random.default_rng(0)
    page = rng.integers(0, 255, (45, 80, 3), dtype=np.uint8)
    frames = [page.copy() for _ in range(10)]
    for i, frame in enumerate(frames):
        frame[:8, 4 * i : 4 * i + 8] = (255, 0, 0)
    path = write(tmp_path / "a.gif", frames, 20)
    for shown in (played(path).frames, np.stack(filmed(path))):
        assert len(shown) == 10
        assert (shown[:, 8:] == shown[0, 8:]).all()


@pytest.mark.parametrize("fps", [51, 60, 75, 120, 240])
def test_frames_are_left_out_where_they_would_come_too_fast(fps, clip, played, tmp_path):
    frames = clip(23)
    shown = played(write(tmp_path / "a.gif", frames, fps))
    assert min(shown.delays) >= 20
    assert sum(shown.delays) == pytest.approx(1000 * 23 / fps, abs=10)
    assert np.abs(shown.frames[-1, ..., :3].astype(int) - frames[-1]).max() <= 2


def test_a_gif_that_plays_once_has_no_loop(clip, tmp_path):
    assert b"NETSCAPE2.0" not in write(tmp_path / "a.gif", clip(3), 20, once=True).read_bytes()
    assert b"NETSCAPE2.0" in write(tmp_path / "b.gif", clip(3), 20).read_bytes()


@pytest.mark.parametrize("matte", [(255, 255, 255), (20, 24, 40)])
def test_soft_edges_are_laid_over_the_matte(matte, glass, played, tmp_path):
    frames = glass()
    shown = played(write(tmp_path / "a.gif", frames, 20, matte=matte))
    for got, frame in zip(shown.frames[shown.lasts(len(frames))], frames, strict=True):
        alpha = frame[..., 3:] / 255
        soft = (frame[..., 3] >= 16) & (frame[..., 3] < 255)
        assert soft.sum() > 10
        expected = frame[..., :3] * alpha + np.array(matte) * (1 - alpha)
        assert (got[soft, 3] == 255).all()
        assert np.abs(got[soft, :3] - expected[soft]).max() <= 8
        assert (got[frame[..., 3] < 16, 3] == 0).all()


def test_what_stands_still_over_nothing_is_stored_once(glass, tmp_path):
    still, moving = glass(1) * 20, glass(20, 48, 120)
    assert write(tmp_path / "a.gif", still, 20).stat().st_size < 20 * 30 + 2000
    assert write(tmp_path / "b.gif", moving, 20).stat().st_size < 20 * 700


def test_one_colour_stays_one_colour(played, tmp_path):
    ramp = np.linspace(0, 255, 300).astype(np.uint8)
    frames = [
        np.stack([np.tile(np.roll(ramp, i), (20, 1)), np.tile(ramp[::-1], (20, 1)), np.full((20, 300), 99)], -1)
        for i in range(6)
    ]
    frames = [frame.astype(np.uint8) for frame in frames]
    shown = played(write(tmp_path / "a.gif", frames, 20)).frames[..., :3]
    became = np.concatenate([np.stack(frames).reshape(-1, 3), shown.reshape(-1, 3)], axis=1)
    assert len(np.unique(became, axis=0)) == len(np.unique(became[:, :3], axis=0)), "no dithering, which would flicker"


@pytest.mark.parametrize("kind", ["clip", "glass"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_pieces_put_end_to_end_are_the_gif(kind, count, request, tmp_path):
    frames = request.getfixturevalue(kind)(60, 48, 320)
    for frame in frames[::7]:
        # What is transparent comes and goes over much of the picture, so that whole rectangles are cleared.
        frame[20:30, ::3] = 0
    palette = learned({i: frames[i] for i in sampled(60)}, 256, (255, 255, 255))
    clip = GifClip(palette, frames[0].shape, tuple(ticks(60, Fraction(25), 100)), once=False)
    pieces = pickle.loads(pickle.dumps(clip.pieces(count)))  # noqa: S301
    assert [number for piece in pieces for number in piece.frames] == list(range(60))
    made = [piece([(frames[i], 1) for i in piece.needed]) for piece in pieces]
    assert b"".join([clip.head, *made, END]) == write(tmp_path / "a.gif", frames, 25).read_bytes()
