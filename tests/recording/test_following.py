"""A recording that learns the loss after the update says where the training was before it."""

import numpy as np
import pytest

import gdviz
from gdviz.recording.following import Before, Follower


class Ramp:
    """A source whose parameters go up by one at each update, in place."""

    def __init__(self):
        self.theta, self.asked = np.zeros(2), 0

    def about(self):
        """Say nothing."""
        return {}

    def params(self):
        """Count how often they are asked for."""
        self.asked += 1
        return {"theta": self.theta}

    def gradient(self):
        """Return what led to where it is now."""
        return {"theta": -self.theta}

    def rates(self):
        """Return a rate that changes."""
        return {"learning_rate": 1.0 / (1 + self.theta[0])}

    def state(self):
        """Return a state that changes in place."""
        return {"exp_avg": {"theta": self.theta}}

    is_attached = False

    def attach(self, step, settle):
        """Do nothing."""

    def detach(self, *, has_failed):
        """Do nothing."""

    def is_trial(self):
        """Return False."""
        return False


def followed(out, *, steps=6, **options):
    source, follower = Ramp(), Follower(out, options)
    follower.begin(source)
    for _ in range(steps):
        follower.before()
        source.theta += 1
        # A second call before it is told is of the same update.
        follower.before()
        follower.after(float(source.theta[0]), {})
    follower.end()
    return gdviz.load(out), source


def test_rows_say_what_was_before_each_update(tmp_path):
    run, _ = followed(tmp_path / "run")
    # The last update is one too, though nobody says what the loss is where it led.
    assert run.params[:, 0].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert run.loss.tolist()[:6] == [1, 2, 3, 4, 5, 6]
    assert np.isnan(run.loss[6])
    assert run.arrays["learning_rate"] == pytest.approx(1 / np.arange(1, 7))
    assert run.state["exp_avg"][:, 0].tolist() == [1, 2, 3, 4, 5, 6]
    assert run.gradient[:, 0].tolist() == [-1, -2, -3, -4, -5, -6]
    assert run.stop["reason"] == "max_steps"


def test_a_function_says_the_loss_where_the_last_update_led(tmp_path):
    run, _ = followed(tmp_path / "run", loss=lambda p: (p**2).sum(axis=-1))
    assert run.loss[-1] == 72


def test_of_many_parameters_only_what_is_noted_is_copied(tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.recording.recording.MANY", 1)
    run, source = followed(tmp_path / "run", steps=10, every=5)
    assert run.params[:, 0].tolist() == [0, 5, 10]
    # At steps 0, 5 and 10, and the ones before the last two, whose updates lead to them.
    assert source.asked == 5


def test_nothing_is_recorded_before_it_begins_and_after_it_has_ended(tmp_path):
    follower = Follower(tmp_path / "run", {})
    follower.before()
    follower.after(1.0, {})
    follower.end()
    assert not (tmp_path / "run").exists()


def test_what_is_kept_is_a_copy():
    source = Ramp()
    before = Before(source)
    before.keep(whole=True)
    source.theta += 1
    assert before.params()["theta"].tolist() == [0, 0]
    assert before.state()["exp_avg"]["theta"].tolist() == [0, 0]


def test_metrics_may_have_the_names_that_step_has_for_others(tmp_path):
    source, follower = Ramp(), Follower(tmp_path / "run", {})
    told = dict.fromkeys(("lr", "state", "params", "gradient", "is_unknown", "self", "val/acc"), 0.5)
    follower.begin(source)
    for _ in range(2):
        follower.before()
        source.theta += 1
        follower.after(1.0, told)
    follower.end(metrics=told)
    run = gdviz.load(tmp_path / "run")
    assert {name: values.tolist() for name, values in run.metrics.items()} == {
        name.replace("/", "_"): [0.5] * 3 for name in told
    }
    assert run.arrays["learning_rate"].tolist() == [1, 0.5]


def test_copies_lie_where_those_before_lay():
    source = Ramp()
    before = Before(source)
    before.keep(whole=True)
    theta, average = before.params()["theta"], before.state()["exp_avg"]["theta"]
    source.theta += 1
    before.keep(whole=True)
    assert before.params()["theta"] is theta
    assert before.state()["exp_avg"]["theta"] is average
    assert (theta.tolist(), average.tolist()) == ([1, 1], [1, 1])
    source.theta = np.zeros(2, np.float32)
    before.keep(whole=True)
    assert (before.params()["theta"].dtype, theta.tolist()) == (np.float32, [1, 1])
