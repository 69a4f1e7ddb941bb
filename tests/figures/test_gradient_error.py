"""The study of numeric gradients: what is traced by when, which h is marked, and what is said of the time."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.gradient_error import LEAST, Traced, width_at
from gdviz.figures.parts.panels import Banner
from gdviz.problems import PROBLEMS
from gdviz.runs.run import Run
from gdviz.solving.gradient_check import study_gradient
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 2.0)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return study_gradient(PROBLEMS["logistic"](), tmp_path_factory.mktemp("study") / "run", repeats=3)


def page(run: Run, clip: Clip = CLIP) -> Any:
    return FIGURES["gradient-error"].painter([run], LIGHT, clip)


def curves(run: Run) -> list[Any]:
    return [part for part in page(run)._parts if isinstance(part, Traced)]


def test_the_width_shrinks_evenly_in_its_logarithm() -> None:
    h = np.array([1e-16, 1e-3, 1.0])
    assert [width_at(h, share) for share in (0, 0.25, 0.5, 1)] == pytest.approx([1, 1e-4, 1e-8, 1e-16])


def test_the_width_is_told_to_one_digit_and_as_the_axis_writes_it(study: Run) -> None:
    canvas = page(study)
    assert "1 to 10⁻¹⁶" in [text.get_text() for text in canvas.figure.texts]
    (banner,) = (part for part in canvas._parts if isinstance(part, Banner))
    for share, words in ((0.0, "h = 1"), (0.075, "h = 0.06"), (0.5, "h = 10⁻⁸"), (0.53, "h = 3·10⁻⁹")):
        banner.show(Moment((0.0,), 0.0, share))
        assert banner.artists[0].words == words


def test_a_curve_is_traced_from_wide_to_narrow_and_its_best_width_marked_once_passed(study: Run) -> None:
    forward, central, _ = curves(study)
    assert 1e-10 < forward.best[0] < 1e-7
    assert 1e-7 < central.best[0] < 1e-4
    assert central.best[1] < forward.best[1]
    for curve in (forward, central):
        line, best, head = curve.artists
        for share in (0.0, 0.3, 0.5, 0.77, 1.0):
            curve.show(Moment((0.0,), 0.0, share))
            width, error = head.get_xydata()[0]
            assert width == pytest.approx(10 ** (-16 * share))
            assert line.get_xdata().min() == pytest.approx(width)
            assert np.isfinite(error)
            assert best.get_visible() == (curve.best[0] >= width)
        errors = np.maximum(
            study.arrays["gradient_error.forward" if curve is forward else "gradient_error.central"], LEAST
        )
        np.testing.assert_allclose(line.get_ydata()[:-1][::-1], errors, rtol=1e-12)


def test_the_time_of_each_method_is_written_at_its_bar(study: Run) -> None:
    bars = page(study).figure.axes[1]
    written = [float(text.get_text().replace(",", "")) for text in bars.texts]
    assert written == pytest.approx(1e6 * study.arrays["gradient_error.seconds"], rel=0.06)
    assert bars.get_yticklabels()[0].get_text() == "analytic"


@pytest.mark.parametrize("size", [(540, 540), (450, 800), (300, 900)])
def test_bars_stand_whole_below_the_curves_with_their_title_over_them(size: tuple[int, int], study: Run) -> None:
    curves, bars = page(study, Clip(*size, 10, 2.0)).figure.axes
    upper, lower = curves.get_position(), bars.get_position()
    height = curves.figure.get_figheight() * 72
    assert lower.y0 * height >= 16
    assert 44 <= (upper.y0 - lower.y1) * height <= 80
    left = bars.get_window_extent().x0
    assert bars.get_title(loc="left") == "Time of one gradient, µs"
    assert bars.title.get_text() == bars.get_title(loc="right") == ""
    assert bars._left_title.get_window_extent().x0 == pytest.approx(left, abs=2)


def test_a_method_that_does_not_work_is_left_out(study: Run, tmp_path: Path) -> None:
    seconds = study.arrays["gradient_error.seconds"].copy()
    seconds[3] = np.nan
    lame = Run(study.path, study.manifest, {**study.arrays, "gradient_error.seconds": seconds})
    assert len(curves(lame)) == 2
    assert len(page(lame).figure.axes[1].patches) == 3
