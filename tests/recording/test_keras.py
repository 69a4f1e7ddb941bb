"""Parameters, rates and state come from a model of Keras's and its optimizer, by torch's names."""

import pytest
from keras_line import X, Y, keras, linear, trained

import gdviz
from gdviz.optimizers import OPTIMIZERS

# What Keras makes of tensors warns of what NumPy will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


RULES = [
    ("momentum", keras.optimizers.SGD(0.01, momentum=0.9), 0.01),
    ("nesterov", keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True), 0.01),
    ("adam", keras.optimizers.Adam(0.05, beta_1=0.8), 0.05),
    ("amsgrad", keras.optimizers.Adam(0.05, amsgrad=True), 0.05),
    ("adamw", keras.optimizers.AdamW(0.05), 0.05),
    ("adamax", keras.optimizers.Adamax(0.05), 0.05),
    ("nadam", keras.optimizers.Nadam(0.05), 0.05),
    ("rmsprop", keras.optimizers.RMSprop(0.05, centered=True, momentum=0.5), 0.05),
    ("adagrad", keras.optimizers.Adagrad(0.05), 0.05),
    ("adadelta", keras.optimizers.Adadelta(0.5), 0.5),
    ("lion", keras.optimizers.Lion(0.01), 0.01),
]


@pytest.mark.parametrize(("name", "optimizer", "lr"), RULES, ids=[name for name, _, _ in RULES])
def test_a_recorded_rule_is_gdvizs_own_with_its_state(tmp_path, name, optimizer, lr):
    run = trained(tmp_path / "run", optimizer)
    assert (run.optimizer["name"], run.optimizer["lr"]) == (name, lr)
    rule = OPTIMIZERS[name](**run.optimizer["hyperparameters"])
    params, state = run.params[0], rule.init(run.params[0])
    for t, gradient in enumerate(run.gradient):
        params, state = rule.update(Slope(gradient), run.params[t], state, lr)
        assert run.params[t + 1] - run.params[t] == pytest.approx(params - run.params[t], rel=2e-3, abs=2e-6)
        for slot in state.keys() & run.state.keys():
            assert run.state[slot][t] == pytest.approx(state[slot], rel=1e-3, abs=1e-6), slot
    assert state.keys() - run.state.keys() <= {"step", "mu_product"}


class Slope:
    """A gradient that is known."""

    def __init__(self, gradient):
        self._gradient = gradient

    def gradient(self, params):
        """Return it wherever it is asked for."""
        return self._gradient


def test_a_loop_of_ones_own_records_a_model(tmp_path):
    model = linear("sgd")
    with gdviz.record(tmp_path / "run", model=model) as run:
        for _ in range(3):
            run.step(loss=model.train_on_batch(X, Y))
    run = gdviz.load(tmp_path / "run")
    assert (run.optimizer["name"], run.params.shape) == ("gd", (3, 3))
