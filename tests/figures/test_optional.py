"""Every figure of runs that lack what is optional: it is drawn, or refused in one sentence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bare import LEAN, UNKNOWN, with_unknown_losses, without
from matplotlib.text import Text

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.runs.run import Run
from gdviz.solving.gradient_check import study_gradient
from gdviz.style.themes import LIGHT

# Runs of recipes.toml for each figure.
CASTS = {
    "anatomy": ["bowl-adam"],
    "boundary": ["blobs"],
    "cloud": ["bowl-slow", "bowl"],
    "contour": ["bowl-adam"],
    "critical-points": ["near-minimum", "near-saddle"],
    "descent-1d": ["half-square"],
    "directional-derivative": ["bowl-side"],
    "fit": ["line"],
    "gradient-error": [],
    "learning-rates": ["bowl-slow", "bowl"],
    "loss": ["blobs"],
    "network": ["network"],
    "noise": ["mini", "single"],
    "parameters": ["blobs"],
    "race": ["bowl", "bowl-adam"],
    "scaling": ["bowl-rmsprop"],
    "surface": ["bowl-adam"],
    "sweep": ["bowl-slow", "bowl"],
}
ALL = "nothing that is optional"


def drawn(figure: str, runs: list[Run]) -> np.ndarray | None:
    """Return a moment of a figure of some runs; None where it says in a sentence that one does not fit."""
    kind, clip = FIGURES[figure], Clip(160, 90, 10, 1.0)
    reasons = [reason for run in runs if (reason := kind.fits(run))]
    if reasons:
        assert all(reason.strip() and "\n" not in reason for reason in reasons)
        return None
    return kind.painter(runs, LIGHT, clip)(clip.at(np.array([0.7]), runs)[0])


@pytest.fixture
def cast(recorded: Any, tmp_path: Path) -> Any:
    """Return a function from a figure and what is left out to its runs."""

    def runs(figure: str, lean: str) -> list[Run]:
        whole = [recorded(name) for name in CASTS[figure]]
        if figure == "gradient-error":
            from gdviz.problems import PROBLEMS

            whole = [study_gradient(PROBLEMS["bowl"](), tmp_path / "study", repeats=3)]
        return [without(run, LEAN[lean], tmp_path / f"{i}") for i, run in enumerate(whole)]

    return runs


def test_every_figure_has_a_cast() -> None:
    assert sorted(CASTS) == sorted(FIGURES)


# A run whose batches nobody knows is no example of their noise.
@pytest.mark.parametrize("figure", [name for name in CASTS if name != "noise"])
def test_a_figure_needs_nothing_that_is_optional(figure: str, cast: Any) -> None:
    picture = drawn(figure, cast(figure, ALL))
    assert picture is not None
    assert np.ptp(picture) > 0


def told_as_known(figure: str, known: str, recorded: Any, home: Path) -> None:
    """Check that a figure is drawn, or refused in a sentence, and calls no loss NaN that is not known."""
    runs = [with_unknown_losses(recorded(name), known, home / name) for name in CASTS[figure]]
    reasons = [reason for run in runs if (reason := FIGURES[figure].fits(run))]
    if reasons:
        assert known in ("at none", "at some, and not the first")
        assert all("known" in reason and "\n" not in reason for reason in reasons)
        return
    clip = Clip(160, 90, 10, 1.0)
    painter: Any = FIGURES[figure].painter(runs, LIGHT, clip)
    for share in (0.0, 1.0) if known == "at none" else (1.0,):
        painter(clip.at(np.array([share]), runs)[0])
        words = [text.get_text() for text in painter.figure.findobj(Text)]
        assert not [one for one in words if "nan" in one.lower() or "undefined" in one]


# Those that reckon with losses; all others are among the layouts.
@pytest.mark.parametrize("figure", ["descent-1d", "learning-rates", "noise"])
def test_a_loss_at_every_fifth_step_is_enough(figure: str, recorded: Any, tmp_path: Path) -> None:
    told_as_known(figure, "at every fifth, and not the last", recorded, tmp_path)


@pytest.mark.layouts
@pytest.mark.parametrize("known", UNKNOWN)
@pytest.mark.parametrize("figure", [name for name, cast in CASTS.items() if cast])
def test_no_figure_calls_a_loss_nan_that_is_not_known(figure: str, known: str, recorded: Any, tmp_path: Path) -> None:
    told_as_known(figure, known, recorded, tmp_path)


@pytest.mark.layouts
@pytest.mark.parametrize("lean", [lean for lean in LEAN if lean != ALL])
@pytest.mark.parametrize("figure", CASTS)
def test_a_figure_is_drawn_or_refused_whatever_is_left_out(figure: str, lean: str, cast: Any) -> None:
    picture = drawn(figure, cast(figure, lean))
    needed = ("no gradients", "no landscape", "no data", *([ALL, *list(LEAN)[:1]] if figure == "noise" else []))
    assert picture is not None or lean in needed


def test_steps_are_known_by_the_path_where_updates_were_not_recorded(cast: Any, recorded: Any) -> None:
    whole = drawn("scaling", [recorded("bowl-rmsprop")])
    assert whole is not None
    lean = drawn("scaling", cast("scaling", "no updates"))
    assert lean is not None
    assert (np.abs(whole.astype(int) - lean).max(axis=-1) > 24).mean() < 0.002
