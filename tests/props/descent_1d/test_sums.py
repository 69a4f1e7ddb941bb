"""The sums of the first steps: their numbers, and where these fly from."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted
from recording_pen import RecordingPen

from gdviz.analysis.boxes import Share
from gdviz.props.descent_1d.slopes import SLOPE, Slopes
from gdviz.props.descent_1d.sums import BELOW, StepSums
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Staged = Callable[..., Stage]
BOX, UNDER = Share(0.4, 0.4, 0.95, 0.95), Share(0.4, 0.05, 0.95, 0.35)


def parts_of(staged: Staged, run: Run) -> list[list[str]]:
    """Return the parts of a run's sums."""
    stage = staged([run])
    return [[part for part, _ in line] for line in StepSums(stage, Slopes(stage, run, BOX), UNDER).lines]


def test_the_sums_are_those_of_the_parabola(staged: Staged, runs: dict[str, Run]) -> None:
    # x_k = 3 + 12 * 0.8^k, f'(x) = 2 (x - 3).
    assert [" ".join(parts) for parts in parts_of(staged, runs["quick"])] == [
        r"x_{1} = 15 - 0.1 \cdot 24 = 12.6",
        r"x_{2} = 12.6 - 0.1 \cdot 19.2 = 10.68",
        r"x_{3} = 10.68 - 0.1 \cdot 15.36 = 9.144",
    ]


def test_a_negative_slope_stands_in_brackets(staged: Staged, runs: dict[str, Run]) -> None:
    assert "(-19.2)" in parts_of(staged, runs["overshot"])[1]


def test_with_momentum_there_is_no_product(staged: Staged, runs: dict[str, Run]) -> None:
    assert not [part for parts in parts_of(staged, runs["momentum"]) for part in parts if "cdot" in part]


def test_a_thinned_runs_sum_is_named_after_its_step(staged: Staged, runs: dict[str, Run]) -> None:
    assert parts_of(staged, runs["thinned"])[0][0] == "x_{5}"


@pytest.mark.parametrize("which", ["slope", "result"])
def test_a_number_flies_from_the_curve_to_its_sum(which: str, staged: Staged, runs: dict[str, Run]) -> None:
    stage = staged([runs["quick"]])
    slopes = Slopes(stage, runs["quick"], BOX)
    sums = StepSums(stage, slopes, UNDER)
    part = "24" if which == "slope" else "12.6"
    start, seen = (slopes.told() if which == "slope" else slopes.foot(0)), []

    def keep(pen: Any, drawn: str, at: np.ndarray, size: float, **options: Any) -> None:
        if drawn == part:
            seen.append((np.array(at[:2]), size))

    sums._symbols.draw = keep  # type: ignore[method-assign]
    for share in np.linspace(0.001, 1, 60):
        if which == "slope":
            slopes.taken.set_value(share)
        else:
            slopes.taken.set_value(1.0)
            stage.step.set_value(0.5 + share / 2)
        sums._draw(RecordingPen())
    places, sizes = np.stack([at for at, _ in seen]), np.array([size for _, size in seen])
    assert len(places) == 60
    assert start is not None
    # The slope leaves from below where it stands, so that it does not lie on itself.
    below = points(BELOW * SLOPE) if which == "slope" else 0.0
    begin = start - [sums._symbols.width(part, sizes[0]), below]
    np.testing.assert_allclose(places[0], begin, atol=0.02)
    assert places[-1, 1] < begin[1] - 0.3
    way = (places[-1] - places[0]) / np.linalg.norm(places[-1] - places[0])
    along = (places - places[0]) @ way
    assert (np.diff(along) >= -1e-9).all(), "it never turns back"
    across = (places - places[0]) @ np.array([-way[1], way[0]])
    assert np.abs(across).max() < 1e-9, "it flies straight"
    assert np.diff(along).max() < 0.06 * along[-1], "it never jumps"
    assert sizes[-1] == sums._size
    assert np.ptp(np.sign(np.diff(sizes))) <= 1


def test_a_sum_is_written_with_its_step_and_its_result_once_the_ball_is_there(
    staged: Staged, runs: dict[str, Run]
) -> None:
    stage = staged([runs["quick"]])
    slopes = Slopes(stage, runs["quick"], BOX)
    sums = StepSums(stage, slopes, UNDER)
    written: list[str] = []
    sums._symbols.draw = lambda pen, part, at, size, **options: written.append(part)  # type: ignore[method-assign]

    def shown(taken: float, step: float) -> str:
        slopes.taken.set_value(taken)
        stage.step.set_value(step)
        written.clear()
        painted(sums.written)
        return " ".join(written)

    assert shown(0, 0) == ""
    assert shown(1, 0.4) == r"x_{1} = 15 - 0.1 \cdot 24"
    assert shown(1, 1) == r"x_{1} = 15 - 0.1 \cdot 24 = 12.6"
    assert shown(2, 1).endswith(r"= 12.6 x_{2} = 12.6 - 0.1 \cdot 19.2")


@pytest.mark.parametrize(("low", "rows"), [(0.05, 3), (0.2, 2), (0.28, 1)])
def test_sums_are_large_and_the_first_ones_leave_where_there_is_no_room_for_all(
    staged: Staged, runs: dict[str, Run], low: float, rows: int
) -> None:
    stage = staged([runs["quick"]])
    under = Share(0.4, low, 0.95, 0.35)
    slopes = Slopes(stage, runs["quick"], BOX)
    sums = StepSums(stage, slopes, under)
    assert sums._rows == rows
    # Digits of these sizes are three hundredths of the page high.
    assert sums._size >= 10.5
    heads: dict[str, float] = {}

    def keep(pen: Any, part: str, at: np.ndarray, size: float, **options: Any) -> None:
        if part.startswith("x_"):
            heads[part] = float(at[1])

    sums._symbols.draw = keep  # type: ignore[method-assign]
    for taken in (1, 2, 3):
        heads.clear()
        slopes.taken.set_value(taken)
        painted(sums.written)
        first = max(taken - rows, 0) + 1
        assert list(heads) == [f"x_{{{k}}}" for k in range(first, taken + 1)]
        bottom, top = (np.array([under.low, under.high]) - 0.5) * 8
        assert bottom - 0.05 < min(heads.values()) <= max(heads.values()) < top
    heads.clear()
    sums._gone.set_value(1.0)
    painted(sums.written)
    assert not heads
