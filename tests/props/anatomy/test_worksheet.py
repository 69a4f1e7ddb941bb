"""The worksheet: which step and which parameters it shows, and what is written on it when."""

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.anatomy.terms import steepest
from gdviz.analysis.boxes import Share
from gdviz.props.anatomy.worksheet import LARGEST, LONGEST, NAMES, Worksheet, _short
from gdviz.runs.run import Run
from gdviz.stage.lettering import Label
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

BOX = Share(0.04, 0.12, 0.96, 0.82)
Make = Callable[..., Run]
Staged = Callable[..., Stage]


def test_the_sheet_follows_the_clock(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    assert sheet.gradient == "(−3.50, 10.00)"
    for now, step in ((0.0, 1), (1.0, 1), (1.01, 2), (2.5, 3), (30.0, 30), (40.0, 30)):
        stage.step.set_value(now)
        assert sheet.page.step.t == step
    assert sheet.stride == pytest.approx(np.abs(np.diff(stage.run.params[-2:], axis=0)).max() / 0.25)


def test_the_two_steepest_parameters_are_shown_and_one_where_lines_are_many(made: Make, staged: Staged) -> None:
    run = made("adam", "rosenbrock", 5, settings={"dimension": 5})
    first = np.abs(run.gradient[0])
    stage = staged([run])
    sheet = Worksheet(stage, BOX)
    assert set(sheet.chosen) == set(np.argsort(-first)[:2].tolist())
    assert steepest(run)[0] == int(np.argmax(first))
    assert len(Worksheet(staged([made("amsgrad", "bowl", 30)]), BOX).chosen) == 1
    # Each symbol stays within the sheet, however long the parameters' names are.
    assert 9 <= sheet.size <= LARGEST


def written_on(sheet: Worksheet) -> list[str]:
    """Return the numbers that the sheet writes when it is painted, in order."""
    numbers: list[str] = []
    sheet._figures.draw = lambda pen, word, at, **options: numbers.append(word)  # type: ignore[method-assign]
    painted(sheet)
    return numbers


def test_symbols_and_numbers_come_phase_by_phase(adam: Run, staged: Staged) -> None:
    sheet = Worksheet(staged([adam]), BOX)
    memory = sheet.colors["memory"]
    assert not len(places_of(painted(sheet), memory, 30))
    sheet._written["mean"].set_value(1.0)
    symbols = len(places_of(painted(sheet), memory, 30))
    assert symbols > 5
    assert written_on(sheet) == []
    sheet._filled["mean"].set_value(1.0)
    # m = 0.9 * 0 + 0.1 g, where g = (-3.5, 10).
    numbers = [word.strip("()") for word in written_on(sheet)]
    for word in ("−0.350", "1.000", "−3.50", "10.00", "0.000"):
        assert word in numbers
    assert not len(places_of(painted(sheet), sheet.colors["size"], 30)), "the size is not told yet"


def test_numbers_come_from_the_left_and_the_result_at_last(adam: Run, staged: Staged) -> None:
    sheet = Worksheet(staged([adam]), BOX)
    sheet._filled["mean"].set_value(0.999)
    nearly = [word.strip("()") for word in written_on(sheet)]
    sheet._filled["mean"].set_value(0.5)
    half = [word.strip("()") for word in written_on(sheet)]
    assert nearly[: len(half)] == half
    assert "−0.350" in nearly
    assert "−0.350" not in half
    assert len(half) < len(nearly)


def test_numbers_are_those_of_the_step_that_is_taken(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    sheet._filled["mean"].set_value(1.0)
    for step in (1, 2, 30):
        stage.step.set_value(step)
        m = adam.state["exp_avg"][step - 1]
        words = [word.strip("()") for word in written_on(sheet)]
        assert {f"{value:.3f}".replace("-", "−") for value in m} <= set(words)


def test_what_has_not_changed_is_not_drawn_again(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    sheet._filled["mean"].set_value(1.0)
    first = painted(sheet)
    assert written_on(sheet) == []
    np.testing.assert_array_equal(painted(sheet), first)
    stage.step.set_value(0.5)
    assert written_on(sheet) == [], "still the first step"
    stage.step.set_value(1.5)
    assert written_on(sheet) != []


def test_the_sheet_stays_in_its_box(adam: Run, staged: Staged) -> None:
    sheet = Worksheet(staged([adam]), BOX)
    for tracker in (*sheet._written.values(), *sheet._filled.values()):
        tracker.set_value(1.0)
    written = painted(sheet)
    # The step is counted at the top of the page.
    written[:50] = 0
    rows, columns = np.nonzero(written.any(axis=-1))
    left, low, right, high = (BOX.corners * [640, 360]).ravel()
    assert left - 2 <= columns.min()
    assert columns.max() <= right + 2
    assert 360 - high - 2 <= rows.min()
    # Brackets reach a little below the line that they stand on.
    assert rows.max() <= 360 - low + 6


@pytest.mark.parametrize(("optimizer", "root"), [("adam", "√v"), ("adamw", "√v"), ("amsgrad", "√w"), ("adamax", "u")])
def test_what_the_mean_is_divided_by_in_words(optimizer: str, root: str, made: Make, staged: Staged) -> None:
    assert Worksheet(staged([made(optimizer, "bowl", 30)]), BOX).root == root


@pytest.mark.parametrize("name", ["x", "w12", "a very long name", "weight 1 of layer 3", "abcdefghijklmn"])
def test_a_name_is_shortened_to_its_room(name: str, adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    label = _short(stage, name)
    assert label.width <= points(LONGEST)
    if name in ("x", "w12"):
        assert label.width == pytest.approx(Label(stage, name, NAMES).width)
    if name == "weight 1 of layer 3":
        # Its initials with the numbers are too long as well; cut where two letters stand side by side.
        assert label.width == pytest.approx(Label(stage, "w1o3", NAMES).width)


def heights_of_names(sheet: Worksheet) -> list[float]:
    """Return how high the sheet writes the names of parameters when it is painted."""
    found: list[float] = []
    for name in sheet.names:
        name.draw = lambda pen, at, **options: found.append(float(at[1]))  # type: ignore[method-assign]
    painted(sheet)
    return found


def test_all_lines_are_seen_beside_or_below_one_another(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    for split, most, count in ((False, 2, 4), (True, 2, 5), (True, 1, 5)):
        sheet = Worksheet(stage, BOX, split=split, most=most, height=0.7)
        assert len(sheet.grid.rows) == count
        for tracker in (*sheet._written.values(), *sheet._filled.values()):
            tracker.set_value(1.0)
        names = heights_of_names(sheet)
        assert len(names) == count * most
        # What is below stands clear of the last line, and what is above of the first.
        assert (sheet.below.high - 0.5) * 8 == pytest.approx(min(names))
        assert sheet.below.high >= BOX.high - 0.7 * (BOX.high - BOX.low) - 1e-9
        assert max(names) <= (BOX.high - 0.5) * 8 - sheet.size / 324 * 8


def test_indices_are_clear_of_the_numbers_below_them(adam: Run, staged: Staged) -> None:
    sheet = Worksheet(staged([adam]), BOX)
    found = next(name for name in sheet._symbols._paths if "beta" in name and "^" in name)
    deepest = -min(float(y) for _, points_of in sheet._symbols._paths[found] for y in points_of[1::2])
    figure = float(sheet._stage.text("0", sheet.size, bold=True).height)
    gap = float(sheet._line(0) - sheet.numbers("mean")[0][1][1]) - figure - deepest * sheet.size / 20.0
    assert gap > 0


def test_numbers_are_three_hundredths_of_a_wide_page_high(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, Share(0.039, 0.13, 0.961, 0.78), beside=150.0)
    assert len(sheet.grid.rows) == 4
    figure = stage.text("0", sheet.size, bold=True)
    assert figure.height >= 0.03 * 8
    # What stands beside the first rows and the last one is not below any of their letters.
    for first, end in ((0, 2), (3, 4)):
        room = sheet.beside(first, end)
        assert room.right == pytest.approx(0.961)
        assert (room.right - room.left) * 576 >= 133
        assert room.low < room.high
