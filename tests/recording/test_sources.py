"""Where a recording finds what is trained, and what a result of another library says."""

import re

import numpy as np
import pytest
from scipy.optimize import (
    OptimizeResult,
    basinhopping,
    differential_evolution,
    dual_annealing,
    least_squares,
    minimize,
    root,
    rosen,
    rosen_der,
)
from sklearn.linear_model import Ridge

import gdviz
from gdviz.recording.sources import source_of, unpacked


@pytest.mark.parametrize("model", [3, object(), [1.0], lambda x: x])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="model must be a name such as 'line', a torch module, a Keras model or an"):
        source_of(model, None, attach=False)


def test_a_result_says_parameters_loss_and_gradient():
    result = OptimizeResult(x=np.array([1.0, 2.0]), fun=0.5, jac=np.array([3.0, 4.0]))
    params, loss, gradient, _ = unpacked(result, None, None, None)
    assert (params.tolist(), loss, gradient.tolist()) == ([1, 2], 0.5, [3, 4])
    assert unpacked(result, 0.25, [0.0, 0.0], None)[1:3] == (0.25, [0.0, 0.0])
    assert unpacked([1.0], 2.0, None, None) == ([1.0], 2.0, None, None)


def test_results_with_more_than_a_gradient_or_with_many_values_say_what_is_meant():
    constrained = minimize(rosen, [-1.2, 1.0], method="trust-constr", options={"maxiter": 3})
    assert unpacked(constrained, None, None)[2].tolist() == constrained.grad.tolist()

    def residuals(p):
        return np.array([1 - p[0], 10 * (p[1] - p[0] ** 2)])

    fitted = least_squares(residuals, [-1.2, 1.0], max_nfev=3)
    assert unpacked(fitted, None, None)[1] == fitted.cost
    assert unpacked(fitted, None, None)[2].tolist() == fitted.grad.tolist()
    assert unpacked(root(residuals, [-1.2, 1.0]), None, None)[1:3] == (None, None)


def test_searches_of_other_forms_take_as_many_iterations_as_without_it(tmp_path):
    sides = [(-2, 2), (-2, 2)]
    for name, search in {
        "evolution": lambda **more: differential_evolution(rosen, sides, rng=1, maxiter=9, **more),
        "annealing": lambda **more: dual_annealing(rosen, sides, rng=1, maxiter=20, **more),
        "hopping": lambda **more: basinhopping(rosen, [-1.2, 1.0], rng=1, niter=5, **more),
        "squares": lambda **more: least_squares(lambda p: [1 - p[0], p[1] - p[0] ** 2], [-1.2, 1.0], **more),
        "root": lambda **more: root(lambda p: [1 - p[0], p[1] - p[0]], [-1.2, 1.0], method="krylov", **more),
    }.items():
        with gdviz.record(tmp_path / name, loss=rosen, samples=17) as run:
            found = search(callback=run.callback)
        alone = search()
        assert (found.x.tolist(), found.get("nit"), found.nfev) == (alone.x.tolist(), alone.get("nit"), alone.nfev)
        assert len(gdviz.load(tmp_path / name).params) > (name != "root"), name


METHODS = ("Nelder-Mead", "Powell", "CG", "BFGS", "L-BFGS-B", "TNC", "COBYLA", "SLSQP", "trust-constr", "Newton-CG")


@pytest.mark.parametrize("method", METHODS)
def test_a_callback_of_scipy_records_each_iterate_and_stops_nothing(tmp_path, method):
    seen = []
    options = {"jac": rosen_der} if method in ("Newton-CG", "trust-constr") else {}
    alone = minimize(rosen, [-1.2, 1.0], method=method, callback=lambda x, *rest: seen.append(x.copy()), **options)
    with gdviz.record(tmp_path / "run", loss=rosen, samples=17) as run:
        found = minimize(rosen, [-1.2, 1.0], method=method, callback=run.callback, **options)
    assert found.x.tolist() == alone.x.tolist()
    assert gdviz.load(tmp_path / "run").params.tolist() == np.array(seen).tolist()


def test_the_new_form_of_callbacks_records_the_loss_that_is_known(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        minimize(rosen, [-1.2, 1.0], callback=lambda intermediate_result: run.callback(intermediate_result))
    run = gdviz.load(tmp_path / "run")
    assert run.loss == pytest.approx([rosen(p) for p in run.params])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimizer": object()}, "an optimizer says whose parameters it trains with its model; give that too"),
        ({"attach": True}, "attach=True follows a torch optimizer; give it and its model"),
        ({"keep": "some"}, "keep must be 'all', 'plane' or a list of the names of layers, not 'some'"),
        ({"keep": []}, "keep must be"),
        ({"model": Ridge}, "model must be what is trained, and not the class Ridge; make one first, Ridge(...)"),
        ({"snapshots": 1}, "snapshots must be a whole number of 2 or more, not 1"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        gdviz.record(tmp_path / "run", **options)


@pytest.mark.parametrize("given", [iter([[1.0, 2.0], [3.0]]), iter([("w", [1.0, 2.0]), ("b", [3.0])])])
def test_what_can_be_gone_through_once_is_gone_through_once(given):
    params, loss, gradient, _ = unpacked(given, 1.0, iter([[4.0]]))
    assert params in ([[1.0, 2.0], [3.0]], {"w": [1.0, 2.0], "b": [3.0]})
    assert (loss, gradient) == (1.0, [[4.0]])
