"""What the problems with data share: which data they accept, batches, memory, and defaults on data of any scale."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS, fitting
from gdviz.problems.datasets import DATASETS, load_data
from gdviz.runs.data import Data

POINTS = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]])
LABELS = np.array([0, 0, 1, 1])
CURVES = ["slope", "line", "polynomial"]
BINARY = ["logistic", "sigmoid-squared-error", "svm", "mlp"]
CLASSIFIERS = [*BINARY, "softmax"]
SMOOTH = [*CURVES, "logistic", "sigmoid-squared-error", "mlp", "softmax"]


def small(name, scale=1.0):
    """Return a dozen random points that `name` can be fitted to."""
    rng = np.random.default_rng(11)
    if name in CURVES:
        return Data.of(scale * rng.normal(2, 1, 12), scale * rng.normal(1, 2, 12))
    labels = np.arange(12) % (3 if name == "softmax" else 2)
    return Data.of(scale * rng.normal(labels[:, None], 1, (12, 3)), labels)


def central(function, at, h=1e-5):
    return np.stack([(function(at + step) - function(at - step)) / (2 * h) for step in h * np.eye(len(at))], axis=-1)


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("batch", [slice(None), np.array([3]), np.array([0, 5, 5, 7])], ids=["all", "one", "drawn"])
def test_derivatives_are_central_differences_on_small_data(name, batch):
    problem = PROBLEMS[name](small(name))
    at = np.random.default_rng(3).normal(0, 0.7, problem.dimension)
    slopes = central(lambda p: problem.value(p, batch), at)
    np.testing.assert_allclose(problem.gradient(at, batch), slopes, rtol=1e-6, atol=1e-7)
    if problem.hessian:
        curvatures = central(lambda p: problem.gradient(p, batch), at)
        np.testing.assert_allclose(problem.hessian(at, batch), curvatures, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", [*SMOOTH, "svm"])
def test_blocks_do_not_change_the_numbers(name, monkeypatch):
    problem = PROBLEMS[name](small(name))
    at = np.random.default_rng(4).normal(size=(3, 5, problem.dimension))
    functions = [problem.value, problem.gradient, *problem.metrics.values()]
    functions += [problem.hessian] if problem.hessian else []
    whole = [function(at) for function in functions]
    monkeypatch.setattr(fitting, "BLOCK", 1)
    for function, expected in zip(functions, whole, strict=True):
        # BLAS sums a lone row in another order than a table of them.
        np.testing.assert_allclose(function(at), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ["logistic", "softmax", "mlp"])
def test_inner_arrays_stay_within_a_block(name):
    import tracemalloc

    rng = np.random.default_rng(0)
    problem = PROBLEMS[name](Data.of(rng.normal(size=(20_000, 2)), rng.integers(0, 2, 20_000)))
    at = rng.normal(size=(400, problem.dimension))
    tracemalloc.start()
    problem.value(at)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # All at once, the logistic scores alone are 64 MB, and the network's units eight times that.
    assert peak < 4.5 * 8 * fitting.BLOCK


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e3, 1e6])
@pytest.mark.parametrize("name", [*CURVES, *CLASSIFIERS])
def test_default_run_descends_on_any_scale(name, scale):
    problem = PROBLEMS[name](small(name, scale))
    p = problem.draw_start(0)
    losses = [problem.value(p)]
    for _ in range(problem.steps):
        p = p - problem.lr * problem.gradient(p)
        losses.append(problem.value(p))
    assert np.isfinite(losses).all()
    # Inputs of a millionth tell the classes apart only by weights of a million.
    assert losses[-1] < losses[0] or (scale < 1 and name in CLASSIFIERS)
    if name != "svm":
        assert max(losses) <= losses[0] * (1 + 1e-12)
    assert (problem.domain[:, 0] < problem.domain[:, 1]).all()
    assert problem.stride > 0


@pytest.mark.parametrize("name", [*CURVES, *CLASSIFIERS])
def test_names_and_data_are_in_the_record(name):
    data = small(name)
    problem = PROBLEMS[name](data)
    assert problem.features == data.features
    assert problem.target == "y"
    assert problem.classes == (() if name in CURVES else data.labelled().classes)
    assert problem.data["X"].shape == data.X.shape
    assert np.array_equal(problem.data["y"], data.y)
    assert set(problem.metrics) & {"accuracy", "mean_squared_error"}


@pytest.mark.parametrize("name", CURVES)
def test_curve_says_which_feature_to_pick(name):
    wanted = f"{name} needs one feature, and diabetes has 10; choose one with --x: age, sex, bmi"
    with pytest.raises(ValueError, match=wanted):
        PROBLEMS[name](load_data("diabetes"))
    assert PROBLEMS[name](load_data("diabetes", x=["bmi"])).features == ("bmi",)


@pytest.mark.parametrize("name", CURVES)
def test_curve_refuses_classes(name):
    with pytest.raises(
        ValueError, match=f"{name} needs a numeric target, and 'species' of iris holds the classes seto"
    ):
        PROBLEMS[name](load_data("iris"))


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("source", ["article-b", "article-d", "diabetes"])
def test_classifier_refuses_a_measurement(name, source):
    with pytest.raises(ValueError, match=f"{name} needs classes: .* of {source} is a measurement .* --y"):
        PROBLEMS[name](load_data(source))


@pytest.mark.parametrize("name", BINARY)
def test_classifier_of_two_points_to_softmax_for_three(name):
    with pytest.raises(ValueError, match=f"{name} needs two classes, and 'species' of iris has 3 .*; softmax takes"):
        PROBLEMS[name](load_data("iris"))
    assert PROBLEMS["softmax"](load_data("iris")).classes == ("setosa", "versicolor", "virginica")


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize(
    ("labels", "message"),
    [
        pytest.param(np.zeros(4), "all of one", id="one-class"),
        pytest.param(np.array([0.5, 1, 0.5, 1]), "is a measurement", id="fractions"),
    ],
)
def test_classifier_refuses_labels_it_cannot_learn(name, labels, message):
    with pytest.raises(ValueError, match=f"{name} needs .*{message}"):
        PROBLEMS[name](Data.of(POINTS, labels))


def test_too_many_classes_or_features_are_refused():
    names = tuple(f"class {i}" for i in range(60))
    with pytest.raises(ValueError, match=r"from 2 to 50 classes, and 'y' of data has 60 .*--y"):
        PROBLEMS["softmax"](Data.of(np.arange(60.0), np.arange(60), classes=names))
    with pytest.raises(ValueError, match="at most 1000 features, not 1001"):
        PROBLEMS["logistic"](Data.of(np.zeros((2, 1001)), [0, 1]))


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("labels", [[-1, -1, 1, 1], [1, 1, 2, 2], [10, 10, 30, 30]], ids=str)
def test_any_two_whole_numbers_are_labels(name, labels):
    problem = PROBLEMS[name](Data.of(POINTS, labels))
    assert problem.data["y"].tolist() == [0.0, 0.0, 1.0, 1.0]
    assert problem.classes == tuple(str(label) for label in sorted(set(labels)))


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_constant_feature_is_allowed(name):
    problem = PROBLEMS[name](Data.of(np.column_stack([POINTS, np.full(4, 7.0)]), LABELS))
    p = problem.draw_start(1)
    assert np.isfinite(problem.gradient(p)).all()


@pytest.mark.parametrize("name", ["softmax", "mlp"])
def test_feature_called_bias_keeps_the_names_apart(name):
    problem = PROBLEMS[name](Data.of(POINTS, LABELS, features=("bias", "other")))
    assert len(set(problem.parameters)) == problem.dimension


@pytest.mark.parametrize("name", ["logistic", "sigmoid-squared-error", "svm", "softmax"])
def test_start_is_uniform_unless_the_features_are_large(name):
    rng = np.random.default_rng(0)
    labels = np.arange(30) % 2
    ordinary = PROBLEMS[name](Data.of(rng.normal(0, 9, (30, 2)), labels))
    assert ordinary.init is None
    large = PROBLEMS[name](Data.of(rng.normal(0, 1000, (30, 2)), labels))
    start = large.draw_start(3)
    assert np.array_equal(start, large.draw_start(3))
    assert start.max() <= 1
    assert ((start[1:3] >= 0) & (start[1:3] < 0.02)).all()


def test_every_set_fits_a_problem():
    for name, make in DATASETS.items():
        data = make(0)
        if not data.classes:
            assert PROBLEMS["line"](data if len(data.features) == 1 else data.columns(["1"], None)).lr > 0, name
        else:
            assert PROBLEMS["softmax"](data).lr > 0, name


@pytest.mark.parametrize(
    ("name", "data", "settings"),
    [
        ("logistic", "breast-cancer", {}),
        ("svm", "breast-cancer", {"regularization": 0.3}),
        ("softmax", "wine", {}),
        ("linear", "diabetes", {"l2": 0.3}),
    ],
)
def test_over_a_plane_the_value_of_many_parameters_is_the_same(name, data, settings):
    problem = PROBLEMS[name](load_data(data, standardize=True), **settings)
    rng = np.random.default_rng(1)
    origin, axes = rng.normal(size=problem.dimension), np.linalg.qr(rng.normal(size=(problem.dimension, 2)))[0].T
    at = rng.normal(size=(3, 5, 2))
    np.testing.assert_allclose(problem.restrict(origin, axes)(at), problem.value(origin + at @ axes), rtol=1e-11)
