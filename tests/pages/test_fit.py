"""What the panel of a fit has: points, and the matrices that make curves of parameters."""

import numpy as np
import pytest

import gdviz
from gdviz.analysis.predictions import predicted
from gdviz.pages.fit import fit_of, why_not_fitted


@pytest.mark.parametrize(
    ("problem", "how"), [("slope", {}), ("line", {}), ("polynomial", {}), ("polynomial", {"settings": {"degree": 3}})]
)
def test_matrices_give_what_the_model_predicts(problem, how, tmp_path):
    run, arrays = gdviz.solve(problem, steps=5, out=tmp_path / "run", **how), {}
    told = fit_of([run], run.landscape, (), arrays)
    for params in (run.params[0], run.params[-1]):
        assert arrays["fit.design"] @ params == pytest.approx(predicted(run, params, arrays["fit.at"][:, None]))
        assert arrays["fit.hairs"] @ params == pytest.approx(predicted(run, params, np.asarray(run.data["X"])))
    best = np.linalg.lstsq(arrays["fit.hairs"], run.data["y"])[0]
    assert told["best"] == pytest.approx(best)
    assert [part for part in told["equation"] if isinstance(part, int)]
    # The course of the run tells them.
    assert "fit.0.params" not in arrays


def test_points_of_the_table_are_shown_and_its_own_coefficients(tmp_path):
    x = np.linspace(40.0, 90.0, 12)
    data = gdviz.Data.of(x[:, None], 3 * x + 5).standardized()
    run, arrays = gdviz.solve("line", data=data, steps=5, out=tmp_path / "run"), {}
    told = fit_of([run], run.landscape, (), arrays)
    own = np.array(told["own"]) @ run.params[-1]
    at = arrays["fit.at"]
    # In the units of the table it is the same line.
    assert arrays["fit.design"] @ run.params[-1] == pytest.approx(own[0] + own[1] * at)
    assert arrays["fit.x"] == pytest.approx(x)


def test_the_probability_of_one_feature_is_that_of_the_model(tmp_path):
    x = np.linspace(0.0, 8.0, 20)
    data = gdviz.Data.of(x[:, None], (x > 3.3).astype(int)).standardized()
    for problem in ("logistic", "softmax"):
        run, arrays = gdviz.solve(problem, data=data, steps=5, out=tmp_path / problem), {}
        told = fit_of([run], run.landscape, (), arrays)
        assert told["link"] == "sigmoid"
        score = predicted(run, run.params[-1], np.asarray(run.data["X"]))
        score = score if score.ndim == 1 else score[:, 1] - score[:, 0]
        assert arrays["fit.hairs"] @ run.params[-1] == pytest.approx(score)


def test_a_plane_of_features_has_no_line(solved, tmp_path):
    data = gdviz.Data.of(np.random.default_rng(0).normal(size=(9, 2)), np.arange(9.0))
    assert "features" in why_not_fitted(gdviz.solve("linear", data=data, steps=2, out=tmp_path / "run"))
    assert why_not_fitted(solved("bowl"))
    arrays = {}
    assert fit_of([solved("bowl")], None, (), arrays) is None
    assert not arrays
