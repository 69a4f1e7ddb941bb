"""Time: how many frames, which step each shows, and how long the picture rests."""

from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.analysis.pacing import BETWEEN, PACES, Clip, ease, swing
from gdviz.analysis.trajectory import between
from gdviz.problems import PROBLEMS
from gdviz.solving.solver import solve


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


@pytest.mark.parametrize("pace", ["step", "log"])
def test_the_share_of_the_way_runs_evenly_whatever_the_pace(pace):
    moments = Clip(800, 450, 20, 6, pace).moments(after(40))
    shares = np.array([moment.share for moment in moments])
    assert (shares[:11] == 0).all()
    assert (shares[89:] == 1).all()
    np.testing.assert_allclose(np.diff(shares[10:90]), 1 / 79, rtol=1e-12)
    assert [moment.turn for moment in moments] == [ease(share) for share in shares]


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


def test_log_pace_takes_equal_ratios_in_equal_times():
    steps = np.array([m.step for m in Clip(800, 450, 20, 6, "log").moments(after(999))])
    moving = 1 + steps[10:90]
    np.testing.assert_allclose(moving[1:] / moving[:-1], 1000 ** (1 / 79), rtol=1e-9)
    assert steps[-1] == 999


def test_arc_pace_moves_equal_lengths_each_run_along_its_own_path(tmp_path):
    runs = [
        solve(PROBLEMS["bowl"](kappa=1.0), "gd", lr=rate, steps=count, out=tmp_path / name)
        for name, rate, count in (("slow", 0.1, 60), ("fast", 0.4, 20))
    ]
    clip = Clip(800, 450, 20, 6, "arc")
    moments = clip.moments(runs)
    assert moments[0].steps == (0, 0)
    assert moments[-1].steps == (60, 20)
    for index, run in enumerate(runs):
        path = np.stack([between(run.params, m.steps[index]) for m in moments[10:91]])
        lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
        # The path is straight; what steps shorter than the picture can show leave of it is the tolerance.
        np.testing.assert_allclose(lengths[:78], lengths[:78].mean(), rtol=0.03)


def test_arc_pace_of_a_diverging_run_ends_at_its_true_end(tmp_path):
    run = solve("bowl", "gd", lr=0.5, steps=200, out=tmp_path / "away")
    moments = Clip(800, 450, 20, 6, "arc").moments([run])
    steps = np.array([m.step for m in moments])
    assert steps[-1] == run.steps
    assert (np.diff(steps) >= 0).all()
    # Out of sight nothing has length: all but the last of the way shows what is within the frame.
    assert steps[88] <= 3


@pytest.mark.parametrize("pace", PACES)
def test_a_run_without_steps_rests_at_its_start(pace, tmp_path):
    run = solve("bowl", "gd", steps=0, out=tmp_path / "still")
    assert {m.steps for m in Clip(800, 450, 10, 1, pace).moments([run])} == {(0.0,)}


def test_unknown_pace_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="unknown pace 'arcs'; did you mean 'arc'"):
        Clip(800, 450, 20, 6, "arcs")


def test_a_loop_ends_in_its_beginning_and_is_not_played_backwards():
    moments = Clip(800, 450, 20, 6, loops=True).moments(after(40))
    steps, fades = (np.array([getattr(moment, name) for moment in moments]) for name in ("step", "fade"))
    assert (np.diff(steps) >= 0).all(), "never back"
    assert len(moments) == 120
    fading = np.flatnonzero(fades)
    assert fading.tolist() == list(range(114, 120))
    assert (np.diff(fades[113:]) >= 0).all()
    assert 0.9 < fades[-1] < 1
    assert len(set(fades)) == BETWEEN + 1
    assert moments[-1].start == moments[0]
    # The end rests for one and a half seconds before.
    assert np.flatnonzero(steps < 40)[-1] == 120 - 1 - 6 - 30 - 1
    plain = Clip(800, 450, 20, 6).moments(after(40))
    assert not any(moment.fade for moment in plain)


@pytest.mark.parametrize("fps", [0.5, 1, 10, 25, 50])
@pytest.mark.parametrize("seconds", [0.05, 0.5, 1, 4, 5, 20])
def test_a_loop_of_any_length_has_all_its_frames(fps, seconds):
    clip = Clip(800, 450, fps, seconds, loops=True)
    moments = clip.moments(after(7))
    assert len(moments) == clip.frames
    assert moments[-1].step == 7
    assert all(0 <= moment.fade < 1 for moment in moments)


def test_a_swing_goes_out_and_back_and_rests_where_it_turns():
    shares = np.linspace(0, 1, 101)
    out = np.array([swing(share) for share in shares])
    np.testing.assert_allclose(out, out[::-1], atol=1e-15)
    assert out[[0, 50, 100]].tolist() == [0.0, 1.0, 0.0]
    assert np.abs(np.diff(out))[[0, 49, 50, -1]].max() < 0.002
