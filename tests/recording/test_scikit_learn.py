"""Estimators of scikit-learn are recorded as they are, a partial fit at a time."""

import numpy as np
import pytest
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LinearRegression, SGDClassifier, SGDOneClassSVM, SGDRegressor
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import gdviz
from gdviz.recording.scikit_learn import Estimator, learnt

X = np.random.default_rng(0).normal(size=(60, 2))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)
NETWORK = ["coefs_.0", "coefs_.1", "intercepts_.0", "intercepts_.1"]


@pytest.mark.parametrize("is_given", [False, True])
def test_coefficients_and_intercepts_are_the_parameters(tmp_path, is_given):
    model = SGDClassifier(random_state=0, loss="log_loss", learning_rate="constant", eta0=0.1)
    said = []
    with gdviz.record(tmp_path / "run", **({"model": model} if is_given else {})) as run:
        for t in range(5):
            model.partial_fit(X, Y, classes=[0, 1])
            said.append([*model.coef_[0], *model.intercept_])
            run.step(*(() if is_given else (model,)), loss=1 / (t + 1))
    run = gdviz.load(tmp_path / "run")
    assert run.params.tolist() == said
    assert run.problem["parameters"] == ["coef_[0, 0]", "coef_[0, 1]", "intercept_[0]"]
    assert run.optimizer["lr"] == (0.1 if is_given else 0)


def test_all_layers_of_a_network_are_recorded_with_their_names(tmp_path):
    model = MLPClassifier((3,), random_state=0, learning_rate_init=0.02)
    with gdviz.record(tmp_path / "run", model=model) as recording:
        for _ in range(4):
            model.partial_fit(X, Y, classes=[0, 1])
            recording.step(loss=model.loss_)
    run = gdviz.load(tmp_path / "run")
    assert [layer["name"] for layer in run.manifest["space"]["layers"]] == NETWORK
    assert run.params.shape == (4, 13)
    assert (run.optimizer["title"], run.optimizer["lr"]) == ("Adam", 0.02)
    assert run.loss.tolist() == pytest.approx(model.loss_curve_)


@pytest.mark.parametrize(
    ("model", "title", "rate"),
    [
        (MLPClassifier(solver="lbfgs"), "L-BFGS", 0),
        (MLPClassifier(solver="sgd", learning_rate="adaptive", learning_rate_init=0.02), "SGD", 0),
        (MLPClassifier(solver="sgd", learning_rate_init=0.02), "SGD", 0.02),
        (SGDClassifier(), "SGDClassifier", 0),
        (make_pipeline(StandardScaler(), SGDClassifier(learning_rate="constant", eta0=0.1)), "SGDClassifier", 0.1),
    ],
)
def test_a_rate_is_said_where_it_stays(model, title, rate):
    about = Estimator(model).about()
    assert (about["title"], about["lr"]) == (title, rate)


def test_an_estimator_that_is_not_fitted_is_refused_in_words():
    with pytest.raises(ValueError, match="LinearRegression has no coef_ or coefs_; fit it for a step first"):
        learnt(LinearRegression())


def test_a_pipeline_is_its_last_estimator_and_a_tree_has_no_parameters():
    pipeline = make_pipeline(StandardScaler(), LinearRegression()).fit(X, Y)
    assert learnt(pipeline).keys() == {"coef_", "intercept_"}
    with pytest.raises(ValueError, match="DecisionTreeClassifier has no coef_ or coefs_; give step the parameters"):
        learnt(DecisionTreeClassifier().fit(X, Y))


@pytest.mark.parametrize(
    ("model", "options", "names"),
    [
        (SGDRegressor(), {"y": X[:, 0]}, ["coef_", "intercept_"]),
        (SGDOneClassSVM(), {}, ["coef_", "offset_"]),
        (
            MLPRegressor(hidden_layer_sizes=(3,), random_state=0),
            {"y": X},
            ["coefs_.0", "coefs_.1", "intercepts_.0", "intercepts_.1"],
        ),
        (MiniBatchKMeans(3, random_state=0), {}, ["cluster_centers_"]),
        (
            OneVsRestClassifier(SGDClassifier(random_state=0)),
            {"y": Y + (X[:, 0] > 1), "classes": [0, 1, 2]},
            [f"estimators_.{i}.{name}" for i in range(3) for name in ("coef_", "intercept_")],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_is_fitted_by_parts_is_recorded_with_all_that_moves(tmp_path, model, options, names):
    with gdviz.record(tmp_path / "run", model=model) as recording:
        for _ in range(3):
            model.partial_fit(X, **options)
            recording.step(loss=1.0)
    run = gdviz.load(tmp_path / "run")
    assert [layer["name"] for layer in run.manifest["space"]["layers"]] == names
    assert np.ptp(run.params, axis=0).all()
