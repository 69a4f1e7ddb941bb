"""Estimators of scikit-learn: where their parameters are once they have been fitted, in whole or in part."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.trained import Asked

# What solvers are called in pictures.
TITLES = {"adam": "Adam", "sgd": "SGD", "lbfgs": "L-BFGS"}
# The attributes that fitting moves, in the order in which they are laid end to end.
LEARNT = ("coef_", "coefs_", "intercept_", "intercepts_", "offset_")
# What others move that are fitted by parts, each by itself.
ALONE = ("cluster_centers_", "components_")
# Where those are that are fitted side by side.
PARTS = "estimators_"


def learnt(estimator: Any) -> dict[str, Any]:
    """Return the fitted coefficients and intercepts of an estimator, by the names of their attributes.

    Of a clustering these are its centres, of a decomposition its components; of several estimators in one, theirs.

    Raises
    ------
    ValueError
        If it has none, or none yet.
    """
    found = [attributes(one) for one in holders(estimator)]
    return {PARTS: found} if hasattr(_last(estimator), PARTS) else found[0]


def holders(estimator: Any) -> list[Any]:
    """Return the estimators within one that hold what is learnt: it alone, its last step, or several in one.

    Raises
    ------
    ValueError
        If none is there, or nothing has been learnt yet.
    """
    estimator = _last(estimator)
    found = [_last(part) for part in np.ravel(getattr(estimator, PARTS, [estimator]))]
    if found and all(map(attributes, found)):
        return found
    is_fitted = any(name.endswith("_") and not name.startswith("_") for name in vars(estimator))
    what = "give step the parameters" if is_fitted else "fit it for a step first, with partial_fit"
    raise ValueError(f"{type(estimator).__name__} has no coef_ or coefs_; {what}")


def attributes(holder: Any) -> dict[str, Any]:
    """Return what an estimator holds of what is learnt, by name; empty where it holds nothing."""
    for names in (LEARNT, *((name,) for name in ALONE)):
        if found := {name: getattr(holder, name) for name in names if hasattr(holder, name)}:
            return found
    return {}


def _last(estimator: Any) -> Any:
    """Return what a pipeline learns by steps, its last estimator; any other as it is."""
    steps = getattr(estimator, "steps", None)
    return _last(steps[-1][1]) if steps else estimator


class Estimator(Asked):
    """A fitted estimator as the source of a recording; see gdviz.recording.sources.

    Parameters
    ----------
    estimator
        Trained a step at a time by `partial_fit`, or by `fit` with warm_start=True and max_iter=1.
    """

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator

    def about(self) -> dict[str, Any]:
        """Return what its settings say of how it is trained."""
        trained = _last(self._estimator)
        settings = trained.get_params()
        solver, schedule = settings.get("solver"), settings.get("learning_rate", "constant")
        rate = settings.get("learning_rate_init", settings.get("eta0"))
        # Adam does not look at the schedule, and L-BFGS has no rate.
        is_fixed = solver == "adam" or (solver in (None, "sgd") and schedule == "constant")
        has_rate = is_fixed and isinstance(rate, float | int) and not isinstance(rate, bool) and rate > 0
        title = TITLES.get(str(solver), type(trained).__name__)
        return {"name": str(solver or ""), "title": title, "lr": float(rate) if has_rate else 0.0}

    def params(self) -> Mapping[str, Any]:
        """Return its coefficients and intercepts."""
        return learnt(self._estimator)

    def gradient(self) -> None:
        """Return nothing: it keeps no gradients."""

    def rates(self) -> dict[str, Any]:
        """Return nothing: the rate is that of its settings, or hidden."""
        return {}

    def state(self) -> Mapping[str, Any]:
        """Return nothing: its optimizer's state is private."""
        return {}

    def predict(self, points: NDArray[np.float64]) -> Any:
        """Return the probabilities of points (n, d), or else their scores or labels."""
        for way in ("predict_proba", "decision_function"):
            if hasattr(self._estimator, way):
                return getattr(self._estimator, way)(points)
        return self._estimator.predict(points)
