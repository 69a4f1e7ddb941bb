"""An estimator is lent other coefficients, and comes back as it was."""

import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.linear_model import LinearRegression, SGDClassifier
from sklearn.metrics import log_loss
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import gdviz
from gdviz.surveying.scikit_learn import FittedEstimator

X, y = make_moons(60, noise=0.2, random_state=0)


@pytest.fixture(scope="module")
def model():
    found = MLPClassifier((5,), random_state=0)
    for _ in range(10):
        found.partial_fit(X, y, classes=[0, 1])
    return found


def loss(model):
    return log_loss(y, model.predict_proba(X))


def state(model):
    return {name: repr(value) for name, value in vars(model).items()}, [id(part) for part in model.coefs_]


def test_the_landscape_is_the_models_own_and_the_model_stays(model, tmp_path):
    before = state(model)
    run = gdviz.landscape(model, loss, out=tmp_path / "run", samples=5, progress=False)
    assert state(model) == before
    assert run.loss[0] == pytest.approx(loss(model), abs=1e-12)
    scape, origin, axes = run.landscape, run.arrays["plane.origin"], run.arrays["plane.axes"]
    other = FittedEstimator(model, loss, seed=0)
    theta = origin + scape.x[1] * axes[0] + scape.y[3] * axes[1]
    parts = np.split(theta, np.cumsum(other.layers.sizes)[:-1])
    twin = MLPClassifier((5,), random_state=0).partial_fit(X, y, classes=[0, 1])
    twin.coefs_ = [part.reshape(was.shape) for part, was in zip(parts[:2], model.coefs_, strict=True)]
    twin.intercepts_ = parts[2:]
    assert scape.loss[3, 1] == pytest.approx(loss(twin), rel=1e-9)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_it_comes_back_after_an_error(model, error, tmp_path):
    before, calls = state(model), []

    def fails(model):
        calls.append(1)
        if len(calls) > 20:
            raise error("now")
        return loss(model)

    with pytest.raises(error):
        gdviz.landscape(model, fails, out=tmp_path / "run", samples=5, progress=False)
    assert state(model) == before


def test_an_intercept_may_be_a_number():
    line = LinearRegression().fit(X[:, :1], X[:, 1])
    with FittedEstimator(line, lambda m: np.mean((m.predict(X[:, :1]) - X[:, 1]) ** 2), seed=0).over(
        np.array([0.0, 1.0]), np.eye(2)
    ) as take:
        found = take(np.array([2.0]), 0.5, [].append)
    assert found[0] == pytest.approx(np.mean((2 * X[:, 0] + 1.5 - X[:, 1]) ** 2))


def test_the_hessian_is_refused_in_words(model, tmp_path):
    with pytest.raises(ValueError, match="needs a torch module"):
        gdviz.landscape(model, loss, plane="hessian", out=tmp_path / "run", progress=False)


@pytest.mark.parametrize(
    "inner",
    [
        make_pipeline(StandardScaler(), SGDClassifier(random_state=0)),
        OneVsRestClassifier(SGDClassifier(random_state=0)),
        make_pipeline(StandardScaler(), OneVsRestClassifier(SGDClassifier(random_state=0))),
    ],
    ids=["a pipeline", "several in one", "both"],
)
def test_what_holds_the_parameters_may_be_within(inner, tmp_path):
    inner.fit(X, y + (X[:, 0] > 1))
    before = repr(inner.decision_function(X).tolist())

    def asked(model):
        return float((model.decision_function(X) ** 2).mean())

    run = gdviz.landscape(inner, asked, out=tmp_path / "run", samples=5, progress=False)
    assert np.ptp(run.landscape.loss) > 0
    assert run.loss[0] == pytest.approx(asked(inner))
    assert repr(inner.decision_function(X).tolist()) == before
