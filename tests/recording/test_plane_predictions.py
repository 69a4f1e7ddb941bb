"""What a model says of the plane of its points: asked now and then, in whatever form it answers, kept as scores."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdviz
from gdviz.figures import FIGURES
from gdviz.recording.plane_predictions import MOST, PlanePredictions, predictions_of
from gdviz.runs.data import Data

X = np.random.default_rng(0).normal(size=(30, 2))
WORDS = np.array(["ash", "birch"])[(X[:, 0] > 0).astype(int)]
TWO, THREE = Data.of(X, WORDS), Data.of(X, np.arange(30) % 3).labelled()


def logistic(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def asked(data: Data, predict: Any, steps: int = 1, hidden: Any = None) -> dict[str, Any]:
    """Return the fields of a model that is asked at so many steps."""
    made = PlanePredictions(data, predict, hidden, is_sure=True)
    for step in range(steps):
        made.ask(step)
    return dict(made.fields())


def own(points: Any) -> Any:
    return 3 * points[:, 0] - points[:, 1]


@pytest.mark.parametrize(
    ("predict", "within"),
    [
        (own, 0.01),
        (lambda points: own(points)[:, None], 0.01),
        (lambda points: logistic(own(points)), 0.01),
        (lambda points: np.stack([0 * own(points) + 1, 1 + own(points)], axis=-1), 0.01),
        (lambda points: np.stack([1 - logistic(own(points)), logistic(own(points))], axis=-1), 0.01),
        (lambda points: np.where(own(points) > 0, "birch", "ash"), None),
        (lambda points: (own(points) > 0).astype(int), None),
        (lambda points: (own(points) > 0).tolist(), None),
    ],
    ids=["score", "column", "probability", "scores", "probabilities", "words", "labels", "list"],
)
def test_every_answer_becomes_the_log_odds_of_the_second_class(predict: Any, within: float | None) -> None:
    found = asked(TWO, predict)
    score = found["boundary.score"]
    assert (score.dtype, score.shape) == (np.float16, (1, 1, 65, 65))
    points = np.stack(np.meshgrid(found["boundary.x"], found["boundary.y"]), axis=-1).reshape(-1, 2)
    expected = own(points).reshape(65, 65)
    if within is None:
        assert np.array_equal(score[0, 0] > 0, expected > 0)
        assert np.abs(score).min() > 10
    else:
        np.testing.assert_allclose(score[0, 0], expected, atol=within, rtol=0.002)


@pytest.mark.parametrize("form", ["scores", "probabilities", "labels", "floats"])
def test_several_classes_have_a_number_each(form: str) -> None:
    def predict(points: Any) -> Any:
        z = np.stack([points[:, 0], points[:, 1], 0 * points[:, 0] + 0.2], axis=-1)
        if form == "labels":
            return z.argmax(axis=-1)
        if form == "floats":
            return z.argmax(axis=-1).astype(float)
        return z if form == "scores" else np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

    found = asked(THREE, predict)
    score = found["boundary.score"][0].astype(float)
    assert score.shape == (3, 65, 65)
    gx, gy = np.meshgrid(found["boundary.x"], found["boundary.y"])
    z = np.stack([gx, gy, 0 * gx + 0.2])
    assert (score.argmax(axis=0) == z.argmax(axis=0)).mean() > 0.99
    if form in ("scores", "probabilities"):
        np.testing.assert_allclose(score[0] - score[1], z[0] - z[1], atol=0.02)


def test_it_is_asked_at_so_many_steps_that_the_run_stays_thin() -> None:
    found = asked(TWO, own, steps=1000)
    steps = found["boundary.step"]
    assert MOST / 2 < len(steps) <= MOST
    assert set(np.diff(steps)) == {16}
    assert found["boundary.score"].nbytes < 600_000


def test_hidden_units_are_kept_on_a_coarser_grid() -> None:
    found = asked(TWO, own, hidden=lambda points: np.tanh(points @ np.ones((2, 40))))
    assert found["boundary.hidden"].shape == (1, 8, 33, 33)
    assert found["boundary.hidden"].dtype == np.float16


def test_of_several_layers_those_units_are_kept_that_vary_most_and_the_rest_is_counted() -> None:
    def hidden(points: Any) -> Any:
        same = np.repeat(points[:, :1], 70, axis=1)
        # Only one of the third layer's copies goes another way.
        other = same * np.where(np.arange(70) == 33, 0, 1) + points[:, 1:] * (np.arange(70) == 33)
        return [points, points[:, :1], other, np.tanh(points)]

    found = asked(TWO, own, steps=3, hidden=hidden)
    assert found["boundary.hidden"].shape == (3, 2 + 8 + 2, 33, 33)
    assert found["boundary.width"].tolist() == [2, 1, 70, 2]
    # Of four layers three are shown, the first and the last among them.
    assert found["boundary.layer"].tolist() == [1, 1, *[3] * 8, 4, 4]
    assert 34 in found["boundary.unit"][2:10]
    assert found["boundary.unit"][:2].tolist() == [1, 2]


def test_hidden_units_of_other_points_are_refused() -> None:
    with pytest.raises(ValueError, match=r"hidden is given 1089 points and must return a row for each, not \(5, 2\)"):
        asked(TWO, own, hidden=lambda points: points[:5])


def test_a_training_that_goes_on_shows_its_boundary_by_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdviz.runs.writer.FLUSH_SECONDS", 0.0)
    seen = []
    with gdviz.record(tmp_path / "run", data=TWO, predict=own, hidden=lambda points: points) as run:
        for step in range(70):
            run.step([1.0, 2.0], 1.0)
            if step in (5, 69):
                seen.append(gdviz.load(tmp_path / "run"))
    for found, steps in zip(seen, ([*range(5)], [*range(0, 69, 2)]), strict=True):
        assert found.stop["reason"] == "running"
        assert found.arrays["boundary.step"].tolist() == steps
        assert len(found.arrays["boundary.score"]) == len(found.arrays["boundary.hidden"]) == len(steps)
        assert FIGURES["network"].fits(found) is None


def test_columns_are_given_as_the_model_takes_them() -> None:
    data = Data.of(X * [10.0, 1.0] + 5, WORDS).expanded(2).standardized()
    seen = []
    asked(data, lambda points: seen.append(points) or points[:, 0])
    assert seen[0].shape == (65 * 65, 5)
    assert np.abs(seen[0][:, 0]).max() < 4


@pytest.mark.parametrize(
    ("predict", "said"),
    [
        (lambda points: points[:5, 0], r"predict is given 4225 points and must return a row for each, not \(5,\)"),
        (lambda points: np.ones((len(points), 3)), "predict gives 3 numbers for each point, and there are 2 classes"),
        (lambda points: ["oak"] * len(points), "predict tells 'oak', which is no class of data.y"),
        (lambda points: None, "predict must be numbers, arrays or tensors"),
    ],
)
def test_an_answer_that_tells_no_classes_is_refused_in_words(predict: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said), gdviz.record(tmp_path / "run", data=(X, WORDS), predict=predict) as run:
        run.step([1.0, 2.0], 1.0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"predict": own}, r"give them too, as data=\(X, y\)"),
        ({"predict": own, "data": (X[:, :1], WORDS)}, "the points have 1 features; give two of them"),
        ({"predict": own, "data": (X, X[:, 0])}, "is a measurement"),
        ({"hidden": own, "data": (X, WORDS)}, "say what it predicts too, as predict=function"),
        ({"predict": "net", "data": (X, WORDS)}, "predict"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_the_loop_begins(options: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said):
        gdviz.record(tmp_path / "run", **options)


def test_without_a_model_that_can_be_asked_nothing_is_kept() -> None:
    for data in (None, TWO):
        nothing = predictions_of(data, None, None, None)
        nothing.ask(0)
        nothing.ask_last(1, has_failed=False)
        assert (nothing.data, nothing.fields()) == (data, {})
    made = PlanePredictions(TWO, lambda points: points @ np.ones(3), None, is_sure=False)
    for step in range(3):
        made.ask(step)
    assert made.fields() == {}


def test_a_recorded_loop_is_drawn_with_the_boundary_that_it_had(tmp_path: Path) -> None:
    w = np.array([0.1, 0.0])
    with gdviz.record(tmp_path / "run", data=(X, WORDS), predict=lambda points: points @ w) as run:
        for _ in range(100):
            run.step(w, 1.0)
            w = w + np.array([0.1, 0.05])
    found = gdviz.load(tmp_path / "run")
    steps = found.arrays["boundary.step"]
    assert steps.tolist() == [*range(0, 100, 2), 100], "and as the last step left it"
    corner = [found.arrays["boundary.x"][-1], found.arrays["boundary.y"][-1]]
    expected = [corner @ (np.array([0.1, 0.0]) + step * np.array([0.1, 0.05])) for step in steps]
    np.testing.assert_allclose(found.arrays["boundary.score"][:, 0, -1, -1], expected, rtol=2e-3)
    assert found.problem["classes"] == ["ash", "birch"]
    assert FIGURES["boundary"].fits(found) is None
