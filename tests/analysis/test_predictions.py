"""What models say of single points."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.analysis.predictions import judged, predicted, why_not_predictions
from gdviz.runs.run import Run
from gdviz.solving.solver import solve


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("predictions")
    names = ("logistic", "svm", "softmax", "mlp", "line")
    return {name: solve(name, steps=20, out=home / name) for name in names}


@pytest.mark.parametrize("name", ["logistic", "svm", "softmax", "mlp"])
def test_predicted_labels_are_those_that_the_recorded_accuracy_counts(runs: dict[str, Run], name: str) -> None:
    run = runs[name]
    for row in (0, 7, 20):
        _, label = judged(run, np.asarray(run.params[row]), np.asarray(run.data["X"]))
        assert np.mean(label == run.data["y"]) == run.metrics["accuracy"][row]


def test_a_point_on_the_boundary_has_an_activation_of_half_and_is_class_1(runs: dict[str, Run]) -> None:
    points = np.array([[1.0, -2.0], [0.0, 2000.0], [0.0, -2000.0], [np.nan, 0.0]])
    activation, label = judged(runs["logistic"], np.array([1.0, 1.0, 1.0]), points)
    np.testing.assert_array_equal(activation, [0.5, 1.0, 0.0, np.nan])
    np.testing.assert_array_equal(label, [1, 1, 0, np.nan])


def test_a_curve_has_values_and_a_classifier_scores(runs: dict[str, Run]) -> None:
    np.testing.assert_allclose(predicted(runs["line"], np.array([1.0, 2.0]), np.array([[3.0], [-1.0]])), [7.0, -1.0])
    points = np.array([[1.0, 2.0], [0.0, 0.0]])
    np.testing.assert_allclose(predicted(runs["logistic"], np.array([0.5, 1.0, -1.0]), points), [-0.5, 0.5])
    assert predicted(runs["softmax"], np.zeros(9), points).shape == (2, 3)


def test_the_largest_probability_is_that_of_the_label(runs: dict[str, Run]) -> None:
    params = np.array([0.0, 0.0, 0.0, np.log(2.0), 0.0, 0.0, 0.0, 0.0, 0.0])
    activation, label = judged(runs["softmax"], params, np.zeros((1, 2)))
    assert (activation[0], label[0]) == (pytest.approx(0.5), 1.0)


def test_only_models_of_points_predict(runs: dict[str, Run], solved) -> None:
    assert {why_not_predictions(run) for run in runs.values()} == {None}
    assert why_not_predictions(solved("bowl")) == "it was not fitted to points, and so predicts none"
    run = runs["line"]
    other = replace(run, manifest={**run.manifest, "problem": {**run.problem, "model": "tree"}})
    why = why_not_predictions(other) or ""
    assert why.startswith(
        "its model, 'tree', is none of slope, line, polynomial, linear, linear classifier, softmax, mlp"
    )
