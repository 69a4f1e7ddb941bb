"""What the panel of a function of one variable has: the curve, its slopes, and its minima."""

import numpy as np
import pytest

import gdviz
from gdviz.pages.curve import curve_of


def test_a_parabola_has_its_curve_its_minimum_and_its_slopes(solved):
    run, arrays = solved("parabola"), {}
    told = curve_of([run], run.landscape, (), arrays)
    x = arrays["curve.x"]
    assert arrays["curve.f"] == pytest.approx(x**2 - 6 * x + 5)
    assert told["minima"] == [[3.0, -4.0]]
    assert told["bend"] == 0
    # To the last row too, of which no gradient was taken: those of a parabola go on as straight as they came.
    assert arrays["curve.0.slope"] == pytest.approx(2 * run.params[:, 0] - 6)
    (low, high), (bottom, top) = told["box"]
    assert low < x[0] < x[-1] < high
    assert bottom < -4 < run.loss.max() < top


def test_a_slope_that_was_not_recorded_is_that_of_the_curve(solved):
    run = solved("parabola")
    bare = {name: run.arrays[name] for name in run.arrays if name != "gradient"}
    arrays = {}
    curve_of([gdviz.Run(run.path, run.manifest, bare)], run.landscape, (), arrays)
    assert arrays["curve.0.slope"] == pytest.approx(2 * run.params[:, 0] - 6, rel=1e-6, abs=1e-9)


def test_others_have_no_curve(solved):
    run, arrays = solved("bowl"), {}
    assert curve_of([run], run.landscape, (), arrays) is None
    assert not arrays


def test_several_runs_share_a_curve_that_holds_all(tmp_path):
    runs = [gdviz.solve("bumpy", start=[at], steps=20, out=tmp_path / str(at)) for at in (-2.0, 4.0)]
    arrays = {}
    told = curve_of(runs, runs[0].landscape, (), arrays)
    for index, run in enumerate(runs):
        assert len(arrays[f"curve.{index}.slope"]) == len(run.step)
        assert np.nanmin(arrays["curve.x"]) <= run.params.min()
        assert np.nanmax(arrays["curve.x"]) >= run.params.max()
    assert len(told["minima"]) > 1
