"""A training by Keras is recorded by a callback: where updates began, with the losses of their batches."""

import gc

import numpy as np
import pytest
from keras_line import X, Y, keras, linear, trained

import gdviz

# What Keras makes of tensors warns of what NumPy will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_losses_are_those_of_batches_where_each_update_began(tmp_path):
    run = trained(tmp_path / "run", keras.optimizers.SGD(0.1))
    assert len(run.loss) == 9
    for t, (params, loss) in enumerate(zip(run.params[:-1], run.loss[:-1], strict=True)):
        x, y = (part[12 * (t % 4) :][:12] for part in (X, Y))
        assert loss == pytest.approx(np.mean((x @ params[:2] + params[2] - y[:, 0]) ** 2), rel=1e-5)
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)
    assert [name.rpartition("/")[2] for name in run.problem["parameters"]] == [
        "kernel[0, 0]",
        "kernel[1, 0]",
        "bias[0]",
    ]
    assert (run.optimizer["name"], run.optimizer["lr"]) == ("gd", 0.1)


def test_metrics_are_told_at_each_batch_and_validation_after_its_epoch(tmp_path):
    run = trained(tmp_path / "run", "sgd", compiled={"metrics": ["mae"]}, fitted={"validation_data": (X, Y)})
    assert run.metrics.keys() == {"mae", "val_loss", "val_mae"}
    assert np.isfinite(run.metrics["mae"][:-1]).all()
    assert np.flatnonzero(np.isfinite(run.metrics["val_loss"])).tolist() == [4, 8]
    for t in (4, 8):
        whole = np.mean((X @ run.params[t, :2, None] + run.params[t, 2] - Y) ** 2)
        assert run.metrics["val_loss"][t] == pytest.approx(whole, rel=1e-5)


def test_the_rate_of_a_schedule_is_that_of_the_update(tmp_path):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    run = trained(tmp_path / "run", keras.optimizers.SGD(schedule))
    assert run.arrays["learning_rate"] == pytest.approx(0.1 * 0.5 ** np.arange(8))
    assert run.optimizer["lr"] == 0


def test_losses_that_are_accumulated_belong_to_one_update(tmp_path):
    run = trained(tmp_path / "run", keras.optimizers.SGD(0.1, gradient_accumulation_steps=2))
    assert len(run.loss) == 5
    # Of the gradients that led to an update the last alone is left.
    assert "gradient" not in run.arrays
    assert (np.diff(run.params, axis=0) != 0).all()
    both = np.mean((X[:24] @ run.params[0, :2] + run.params[0, 2] - Y[:24, 0]) ** 2)
    assert run.loss[0] == pytest.approx(both, rel=1e-5)


def test_the_last_update_is_recorded_and_the_loss_after_it_is_not_known(tmp_path):
    run = trained(tmp_path / "run", "adam")
    assert run.state["step"].tolist() == list(range(1, 9))
    assert np.flatnonzero(np.isnan(run.loss)).tolist() == [8]
    assert run.stop["reason"] == "max_steps"


@pytest.mark.parametrize("clip", [{"clipnorm": 0.1}, {"global_clipnorm": 0.1}, {"clipvalue": 0.05}])
def test_gradients_are_recorded_as_they_were_clipped(tmp_path, clip):
    run = trained(tmp_path / "run", keras.optimizers.SGD(0.1, **clip), fitted={"epochs": 1})
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)
    assert np.abs(run.gradient).max() <= 0.1 + 1e-6


@pytest.mark.parametrize("clipped", [{"clipnorm": 1.0}, {"weight_decay": 0.1}, {"use_ema": True}])
def test_what_no_rule_here_does_is_no_rule_of_gdvizs(tmp_path, clipped):
    run = trained(tmp_path / "run", keras.optimizers.SGD(0.1, **clipped), fitted={"epochs": 1})
    assert (run.optimizer["name"], run.optimizer["title"]) == ("", "SGD")


def test_every_k_th_row_is_that_of_all(tmp_path):
    thin = trained(tmp_path / "thin", "adam", every=3)
    whole = trained(tmp_path / "whole", "adam")
    assert thin.step.tolist() == [0, 3, 6, 8]
    assert np.array_equal(thin.params, whole.params[thin.step])


def test_a_training_that_fails_leaves_its_rows(tmp_path):
    class Failing(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 2:
                raise RuntimeError("enough")

    model, record = linear("sgd"), gdviz.keras.Record(tmp_path / "run")
    with pytest.raises(RuntimeError, match="enough"):
        model.fit(X, Y, batch_size=12, verbose=0, callbacks=[record, Failing()])
    del model, record
    gc.collect()
    run = gdviz.load(tmp_path / "run")
    assert run.steps == 2
    assert run.stop["reason"] == "interrupted"


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"model": "line"}, "a callback finds model and optimizer where it is called; leave out model"),
        ({"every": 0}, "every must be a whole number of 1 or more, not 0; try every=10"),
    ],
)
def test_options_are_checked_before_the_training(tmp_path, options, answer):
    with pytest.raises(ValueError, match=answer):
        gdviz.keras.Record(tmp_path / "run", **options)
