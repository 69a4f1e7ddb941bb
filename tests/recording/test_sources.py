"""Where a recording finds what is trained, and what a result of another library says."""

import re

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, minimize, rosen, rosen_der
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
