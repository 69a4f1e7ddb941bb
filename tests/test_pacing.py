"""Time: how many frames, which step each shows, and how long the picture rests."""

from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.pacing import Clip, ease


def after(*steps):
    """Return stand-ins for runs of so many steps."""
    return [SimpleNamespace(steps=count) for count in steps]


@pytest.mark.parametrize(
    ("fps", "seconds", "frames"),
    [(25, 6, 150), (20, 4.5, 90), (29.97, 10, 300), (30, 0.1, 3), (25, 0.01, 1), (0.5, 1, 1), (24, 1.02, 24)],
)
def test_frames_are_the_rounded_product_and_at_least_one(fps, seconds, frames):
    clip = Clip(800, 450, fps, seconds)
    assert clip.frames == frames
    assert len(clip.moments(after(30))) == frames


def test_clip_rests_half_a_second_before_and_one_and_a_half_after():
    steps = np.array([moment.step for moment in Clip(800, 450, 20, 6).moments(after(40))])
    # 120 frames: 10 of rest, the first frame of the descent, which still shows the start, ... and 30 of rest.
    assert np.flatnonzero(steps > 0)[0] == 11
    assert np.flatnonzero(steps < 40)[-1] == 120 - 1 - 30 - 1
    np.testing.assert_allclose(np.diff(steps[10:90]), 40 / 79, rtol=1e-12)


def test_short_clip_rests_for_shorter():
    steps = np.array([moment.step for moment in Clip(800, 450, 20, 2).moments(after(10))])
    assert np.flatnonzero(steps > 0)[0] == 6
    assert np.flatnonzero(steps < 10)[-1] == 40 - 1 - 15 - 1


@pytest.mark.parametrize("fps", [0.5, 1, 10, 24, 25, 29.97, 50, 240])
@pytest.mark.parametrize("seconds", [0.05, 0.5, 1, 3, 4, 6.3, 20])
@pytest.mark.parametrize("steps", [0, 1, 30, 5000])
def test_clip_begins_at_the_start_ends_at_the_end_and_never_goes_back(fps, seconds, steps):
    moments = Clip(800, 450, fps, seconds).moments(after(steps))
    shown = np.array([moment.step for moment in moments])
    turns = np.array([moment.turn for moment in moments])
    assert shown[-1] == steps
    assert turns[-1] == 1.0
    assert (np.diff(shown) >= 0).all()
    assert (np.diff(turns) >= 0).all()
    if len(moments) > 1:
        assert shown[0] == turns[0] == 0.0


def test_clip_of_one_frame_shows_the_end():
    (moment,) = Clip(800, 450, 25, 0.04).moments(after(30))
    assert (moment.step, moment.turn) == (30.0, 1.0)


def test_camera_eases_while_the_steps_run_evenly():
    moments = Clip(800, 450, 25, 8).moments(after(100))
    for moment in moments:
        assert moment.turn == pytest.approx(ease(moment.step / 100), rel=1e-12)


def test_ease_is_at_rest_at_both_ends():
    assert (ease(0.0), ease(0.5), ease(1.0)) == (0.0, 0.5, 1.0)
    assert ease(1e-4) < 1e-7
    assert 1 - ease(1 - 1e-4) < 1e-7
    assert ease(0.25) == pytest.approx(1 - ease(0.75), rel=1e-14)


@pytest.mark.parametrize(
    ("width", "height", "fps", "seconds", "message"),
    [
        (15, 450, 25, 6, "16 to 8192 pixels each way, not 15x450; try --size 800x450"),
        (800, 8193, 25, 6, "16 to 8192 pixels each way, not 800x8193"),
        (800, 450, 0, 6, "frames per second must be over 0 and at most 240, not 0; try --fps 25"),
        (800, 450, -5, 6, "not -5"),
        (800, 450, 241, 6, "at most 240, not 241"),
        (800, 450, float("nan"), 6, "at most 240, not nan"),
        (800, 450, 25, 0, "over 0 and at most 3600 seconds, not 0; try --seconds 6"),
        (800, 450, 25, 3601, "not 3601"),
        (800, 450, 25, float("nan"), "not nan"),
        (800, 450, 25, float("inf"), "not inf"),
    ],
)
def test_measures_out_of_range_are_refused(width, height, fps, seconds, message):
    with pytest.raises(ValueError, match=message):
        Clip(width, height, fps, seconds)


@pytest.mark.parametrize(("fps", "seconds"), [(240, 0.01), (0.001, 3600)])
def test_measures_at_the_edge_are_taken(fps, seconds):
    assert Clip(16, 8192, fps, seconds).frames >= 1
