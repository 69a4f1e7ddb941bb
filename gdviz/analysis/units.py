"""Fitted coefficients in the units of the data, whatever scale a run was fitted on, and the equation that they make."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.fit import equation_of
from gdviz.languages import localized, phrased, said
from gdviz.runs.models import model_of
from gdviz.runs.preprocessing import ENTRY, Preprocessing
from gdviz.runs.run import Run
from gdviz.style.numerals import tick

Array = NDArray[np.float64]
# An equation has at most so many terms beside the constant, and its numbers so many significant digits.
TERMS, DIGITS = 8, 4
# By so many points it is told which terms move predictions most.
ENOUGH = 10_000


def own_coefficients(run: Run, params: Array) -> dict[str, float]:
    """Return a constant and a weight for each column before it was standardised, by name.

    It is empty for models that are not linear in the columns of X.
    """
    model, names = run.problem["model"], list(run.problem["parameters"])
    if model not in ("slope", "line", "linear", "linear classifier"):
        return {}
    features = list(run.problem.get("features") or [])
    done = Preprocessing.of(run.problem)
    if done is None or not done.means:
        shown = names if model in ("slope", "line") or len(features) + 1 != len(names) else [names[0], *features]
        return dict(zip(shown, params.tolist(), strict=True))
    # A slope through the origin of what is standardised goes through the mean of what is not.
    names = ["intercept", *names] if model == "slope" else names if model == "line" else [names[0], *features]
    params = np.concatenate([[0.0], params]) if model == "slope" else params
    return dict(zip(names, done.unscale(params).tolist(), strict=True))


def in_own_units(run: Run) -> Run:
    """Return a run over standardised features as if it had gone over those of the table: other points and parameters.

    Its predictions, losses and boundary are the same; its gradients and its landscape are not. A run over monomials, or
    of a model that has no such parameters, is returned as it is.
    """
    done = Preprocessing.of(run.problem)
    if done is None or not _is_straight(run, done):
        return run
    other = run.having(
        {"data.X": done.undo(np.asarray(run.data["X"])), "params": own_params(run, np.asarray(run.params))}
    )
    return replace(other, manifest={**run.manifest, "problem": {**run.problem, ENTRY: None}})


def own_params(run: Run, params: Array) -> Array:
    """Return parameters (..., D) of a run as those of `in_own_units`."""
    done = Preprocessing.of(run.problem)
    if done is None or run.problem["model"] == "polynomial" or not _is_straight(run, done):
        return params
    with np.errstate(all="ignore"):
        return done.unscale(params)


def _is_straight(run: Run, done: Preprocessing) -> bool:
    # A polynomial is one in t, which is the same over every scale. Weights of several columns are told on one scale.
    model = run.problem["model"]
    is_line = model == "linear" and len(done.inputs) == 1
    return bool(done.means) and done.degree == 1 and (is_line or model in ("line", "polynomial", "linear classifier"))


def fitted_equation(run: Run) -> str:
    """Return the equation that a run ended with, in the units of its data; empty where it fits no curve or diverged.

    Of more than eight terms it has those that move predictions most.
    """
    params = np.asarray(run.params[-1], float)
    if model_of(run).kind != "curve" or "X" not in run.data or run.diverged or not np.isfinite(params).all():
        return ""
    target = str(run.problem.get("target") or "y")
    features = [str(name) for name in run.problem.get("features") or ["x"]]
    coefficients = own_coefficients(run, params)
    if not coefficients:
        return _of_polynomial(run, params, target, features[0])
    values = list(coefficients.values())
    constant, weights = (values[0], values[1:]) if len(values) > len(features) else (0.0, values)
    done = Preprocessing.of(run.problem)
    scales = np.array(done.scales) if done and done.scales else np.ones(len(weights))
    some = run.data["X"][:: max(1, len(run.data["X"]) // ENOUGH)]
    moves = np.abs(weights) * np.std(some, axis=0) * scales
    kept = np.sort(np.argsort(-moves, kind="stable")[:TERMS])
    terms = [(constant, "")] if len(values) > len(features) else []
    terms += [(weights[i], f" {features[i]}") for i in kept.tolist()]
    words = f"{target} = "
    for place, (value, name) in enumerate(terms):
        sign = "−" if value < 0 else ""
        words += (f" {sign or '+'} " if place else sign) + f"{in_units(abs(value))}{name}"
    rest = len(weights) - len(kept)
    return said("{equation} + … and {count} more", equation=words, count=rest) if rest else words


def in_units(value: float) -> str:
    """Return a number with four significant digits, thousands apart."""
    rounded = float(f"{value:.{DIGITS}g}")
    return localized(f"{rounded:,.0f}".replace("-", "−")) if 1e3 <= abs(rounded) < 1e12 else tick(value, DIGITS)


def _of_polynomial(run: Run, params: Array, target: str, feature: str) -> str:
    words = equation_of(run, params, [in_units] * len(params), names=(target, feature))
    done, points = Preprocessing.of(run.problem), np.asarray(run.data["X"])
    points = done.undo(points) if done else points
    low, high = in_units(float(points.min())), in_units(float(points.max()))
    how = said("with t from −1 to 1 for {feature} from {low} to {high}", feature=feature, low=low, high=high)
    return phrased([words, how]) if words else ""
