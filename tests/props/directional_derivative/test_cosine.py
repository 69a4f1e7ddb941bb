"""The slope over the direction: where its dot, its curve and its marks are drawn."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of
from recording_pen import RecordingPen
from stages import words_set

from gdviz.analysis.boxes import Share
from gdviz.languages import Language, speaking
from gdviz.props.directional_derivative.compass import Compass
from gdviz.props.directional_derivative.cosine import ROOM, Cosine
from gdviz.style.themes import DARK

BOX = Share(0.2, 0.2, 0.8, 0.8)


@pytest.fixture
def shown(staged: Any, made: Any) -> tuple[Compass, Cosine]:
    """Return a compass on a bowl at (-2, 1), whose gradient is (-2, 5), and its cosine."""
    stage = staged([made("gd", "bowl", 3, lr=1e-3, start=[-2, 1])])
    compass = Compass(stage, Share(0.38, 0.02, 0.99, 0.92))
    cosine = Cosine(stage, BOX, compass)
    cosine.curve.seen.set_value(1.0)
    return compass, cosine


def at(cosine: Cosine, degrees: float, share: float) -> np.ndarray:
    """Return where a direction and a share of the greatest slope lie on the board, in scene units."""
    low, high = cosine._board.corners
    return np.asarray(low + np.array([degrees / 360, (share / ROOM + 1) / 2]) * (high - low))


def test_the_dot_is_on_the_cosine(shown: tuple[Compass, Cosine]) -> None:
    compass, cosine = shown
    for away, share in ((0.0, 1.0), (60.0, 0.5), (90.0, 0.0), (180.0, -1.0)):
        compass.phi.set_value(compass.uphill + away + 720)
        accent = places_of(painted(cosine.curve), DARK.accent, 30)
        place = at(cosine, (compass.uphill + away) % 360, share)
        # The dot is the widest of what is drawn in its colour on the board; its stem goes down to nought.
        stem = accent[(np.abs(accent[:, 0] - place[0]) < 0.06) & (accent[:, 1] < cosine._board.corners[1, 1])]
        ends = sorted([at(cosine, 0, 0)[1], place[1]])
        radius = 5 / 40.5
        low, high = ends[0] - radius * (share <= 0), ends[1] + radius * (share >= 0)
        assert stem[:, 1].min() == pytest.approx(low, abs=0.07)
        assert stem[:, 1].max() == pytest.approx(high, abs=0.07)


def test_the_curve_is_a_cosine_as_far_as_it_is_traced(shown: tuple[Compass, Cosine]) -> None:
    compass, cosine = shown
    compass.phi.set_value(0.0)
    before = places_of(painted(cosine.curve), DARK.ink, 30)
    cosine._traced.set_value(200.0)
    traced = places_of(painted(cosine.curve), DARK.ink, 30)
    # What is written above the board is in ink too.
    (left, _), (right, top) = cosine._board.corners
    traced = traced[traced[:, 1] < top]
    assert len(before[before[:, 1] < top]) == 0
    assert traced[:, 0].max() == pytest.approx(at(cosine, 200.0, 0)[0], abs=0.05)
    degrees = (traced[:, 0] - left) / (right - left) * 360
    nought = at(cosine, 0, 0)[1]
    expected = nought + (at(cosine, 0, 1)[1] - nought) * np.cos(np.radians(degrees - compass.uphill))
    assert np.abs(traced[:, 1] - expected).max() < 0.1


@pytest.mark.parametrize(("name", "aways"), [("up", [0]), ("level", [90, -90]), ("down", [180])])
def test_marks_are_rings_on_the_curve(shown: tuple[Compass, Cosine], name: str, aways: list[int]) -> None:
    compass, cosine = shown
    compass.phi.set_value(compass.uphill + 40)
    before = painted(cosine.curve)
    compass.marks[name].set_value(1.0)
    after = painted(cosine.curve)
    rows, columns = np.nonzero((before != after).any(axis=-1))
    changed = np.stack([columns + 0.5 - 320, 180 - rows - 0.5], axis=-1) / 45
    for away in aways:
        place = at(cosine, (compass.uphill + away) % 360, np.cos(np.radians(away)))
        assert np.linalg.norm(changed - place, axis=1).min() < 0.12


def test_the_slope_and_the_direction_are_written_above(shown: tuple[Compass, Cosine]) -> None:
    compass, cosine = shown
    written = []
    cosine._figures.draw = lambda pen, value, at, **options: written.append(value)  # type: ignore[method-assign]
    for degrees, words in ((0.0, ["−2.000", "0°"]), (90.0, ["5.000", "90°"]), (450.0, ["5.000", "90°"])):
        compass.phi.set_value(degrees)
        written.clear()
        painted(cosine.curve)
        assert written == words


def test_the_axes_are_numbered_by_quarter_turns_and_by_the_greatest_slope(shown: tuple[Compass, Cosine]) -> None:
    _, cosine = shown
    below, beside = cosine._numbers()
    # The gradient's length is the root of 29.
    degrees, slopes = ["0°", "90°", "180°", "270°", "360°"], ["−5.385", "0", "5.385"]
    assert words_set(cosine._stage, cosine._numbers) == degrees + slopes
    assert [float(word.get_center()[0]) for word in below] == pytest.approx(
        [at(cosine, degrees, 0)[0] for degrees in (0, 90, 180, 270, 360)], abs=0.05
    )
    assert [float(word.get_center()[1]) for word in beside] == pytest.approx(
        [at(cosine, 0, share)[1] for share in (-1, 0, 1)], abs=0.05
    )


def test_in_a_narrow_box_slope_and_direction_stand_above_each_other(staged: Any, made: Any) -> None:
    stage = staged([made("gd", "bowl", 3, lr=1e-3, start=[-2, 1])])
    compass = Compass(stage, Share(0.38, 0.02, 0.99, 0.92))
    cosine = Cosine(stage, Share(0.02, 0.1, 0.25, 0.6), compass)
    cosine.curve.seen.set_value(1.0)
    places = []
    cosine._figures.draw = lambda pen, value, at, **options: places.append(at)  # type: ignore[method-assign]
    painted(cosine.curve)
    slope, direction = places
    assert slope[1] > direction[1] + 0.3
    assert slope[1] < 0.6 * 8 - 4 - 0.3, "all of it is within the box"
    assert words_set(stage, cosine._numbers)[:3] == ["0°", "180°", "360°"]


def test_a_long_word_and_its_slope_stand_above_the_direction(staged: Any, made: Any) -> None:
    stage = staged([made("gd", "bowl", 3, lr=1e-3, start=[-2, 1])])
    compass = Compass(stage, Share(0.38, 0.02, 0.99, 0.92))
    with speaking(Language("en", (("slope", "Steigungswert"),))):
        narrow = [Cosine(stage, Share(0.02, 0.1, high, 0.6), compass)._is_narrow for high in (0.37, 0.5)]
    assert narrow == [True, False]
    assert not Cosine(stage, Share(0.02, 0.1, 0.37, 0.6), compass)._is_narrow


def test_in_a_narrow_box_no_slope_however_long_runs_out_of_it(staged: Any, made: Any) -> None:
    stage = staged([made("gd", "bowl", 3, lr=1e-3, start=[-2, 1])])
    compass = Compass(stage, Share(0.38, 0.02, 0.99, 0.92))
    box = Share(0.68, 0.1, 0.93, 0.6)
    cosine = Cosine(stage, box, compass)
    cosine.curve.seen.set_value(1.0)
    # At 17 degrees it has a figure more than the others.
    for degrees in (0.0, 17.0, 285.0):
        compass.phi.set_value(degrees)
        given: dict[str, Any] = {}
        cosine._figures.draw = lambda pen, value, at, to=given, **how: to.update({value: (at, how)})  # type: ignore[method-assign]
        cosine._read(RecordingPen())
        at, how = next(iter(given.values()))
        reach = at[0] + (1 - how["align"]) * cosine._figures.width(next(iter(given)))
        assert reach < (box.right - 0.5) * 128 / 9
        word = cosine.frame.get_left()[0] + cosine._word.width
        assert word < at[0] - how["align"] * cosine._figures.width(next(iter(given)))
