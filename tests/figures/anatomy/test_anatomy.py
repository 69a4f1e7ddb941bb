"""The anatomy of a step: its arrows end where the run goes, and its words stand where they can be read."""

import re
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.anatomy.column import Pointer
from gdviz.figures.anatomy.zoom import finer
from gdviz.figures.parts import canvas
from gdviz.figures.parts.arrows import PlacedMark
from gdviz.landscapes.sampling import survey
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(480, 270, 25, 6.0)
Make = Callable[..., Run]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return a list that holds the canvas and the parts of the figure that was built last."""
    kept: list[Any] = []
    make = canvas.Canvas.painter

    def keep(self: canvas.Canvas, given: Any) -> Any:
        kept[:] = [self, *given]
        return make(self, given)

    monkeypatch.setattr(canvas.Canvas, "painter", keep)
    return kept


def only(parts: list[Any], kind: type) -> Any:
    (found,) = (part for part in parts if isinstance(part, kind))
    return found


def shown(close: CloseUp, share: float, clip: Clip, run: Run) -> tuple[list[PlacedMark], np.ndarray]:
    """Return the marks seen at a share of the way, and where the ball is, in parameters."""
    (moment,) = clip.at(np.array([share]), [run])
    close.show(moment)
    now = close.clock.at(share)
    ball = next(artist for artist in (close.artists[2], close.artists[4]) if artist.get_visible())
    return [mark for mark in close.marks[now.page] if mark.is_seen(now.begun)], np.ravel(ball.get_data())


def ends(close: CloseUp, mark: PlacedMark) -> np.ndarray:
    """Return a mark's ends in parameters."""
    pixels = mark.ends * close.axes.figure.dpi / 72
    return close.axes.transData.inverted().transform(pixels)


def labelled(marks: Sequence[PlacedMark], label: str) -> PlacedMark:
    (found,) = (mark for mark in marks if mark.mark.label == label)
    return found


@pytest.mark.parametrize(("name", "problem"), [("gd", "bowl"), ("newton", "rosenbrock"), ("adam", "line")])
def test_the_step_is_as_long_as_it_is_and_the_ball_goes_along_it(
    name: str, problem: str, made: Make, parts: list[Any]
) -> None:
    run = made(name, problem)
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=2, count=2)
    close = only(parts, CloseUp)
    for page, end in ((0, 0.499999), (1, 1.0)):
        marks, ball = shown(close, end, CLIP, run)
        side = np.ptp(close.axes.viewLim.get_points(), axis=0)
        drawn = ends(close, labelled(marks, r"\Delta"))
        np.testing.assert_allclose(drawn / side, run.params[1 + page : 3 + page] / side, atol=1e-9)
        np.testing.assert_allclose(ball, run.params[2 + page], rtol=1e-12)
        _, before = shown(close, 0.5 * page + 0.01, CLIP, run)
        np.testing.assert_allclose(before, run.params[1 + page], rtol=1e-12)


def test_the_velocity_is_the_sum_of_its_arrows_and_the_step_lies_on_it(made: Make, parts: list[Any]) -> None:
    run = made("momentum", "bowl")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=3, count=1)
    close = only(parts, CloseUp)
    marks, _ = shown(close, 1.0, CLIP, run)
    kept, new, step = (ends(close, labelled(marks, label)) for label in (r"-\mu b", "-b", r"\Delta"))
    (slope,) = (ends(close, mark) for mark in marks if not mark.mark.label)
    lr = float(run.arrays["learning_rate"][2])
    np.testing.assert_allclose(kept[1] - kept[0], -lr * 0.9 * run.state["momentum_buffer"][1], atol=1e-9)
    np.testing.assert_allclose(slope[0], kept[1], atol=1e-9)
    np.testing.assert_allclose(slope[1] - slope[0], -lr * run.gradient[2], atol=1e-9)
    np.testing.assert_allclose(new, step, atol=1e-9)
    np.testing.assert_allclose(slope[1], run.params[3], atol=1e-9)
    memory, gradient = (next(mark for mark in marks if mark.mark.label == label) for label in (r"-\mu b", ""))
    np.testing.assert_allclose(memory.grown(0.5), memory.ends, err_msg="one arrow, and then the one on its tip")
    assert np.ptp(gradient.grown(0.5), axis=0).max() < 1e-9
    assert "× η = " in close.notes[0]


def test_arrows_not_to_scale_are_drawn_by_the_factor_that_is_said(made: Make, parts: list[Any]) -> None:
    run = made("adam")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=1, count=1)
    close = only(parts, CloseUp)
    marks, _ = shown(close, 1.0, CLIP, run)
    said = float(re.search(r"× ([\d.e−]+),", close.notes[0])[1].replace("−", "-"))
    down, up, m = (ends(close, labelled(marks, label)) for label in ("-g", "g", r"-\hat{m}"))
    np.testing.assert_allclose(down[1] - down[0], -said * run.gradient[0], rtol=1e-6)
    np.testing.assert_allclose(up[1] - up[0], said * run.gradient[0], rtol=1e-6)
    # The first corrected mean is the gradient itself, and sqrt(v) its size: the arrow ends in the box's corner.
    np.testing.assert_allclose(m, down, rtol=1e-6)
    box = ends(close, labelled(marks, r"\sqrt{\hat{v}}"))
    np.testing.assert_allclose(box[1] - run.params[0], said * np.abs(run.gradient[0]), rtol=1e-6)
    frame = ends(close, labelled(marks, r"\eta"))
    np.testing.assert_allclose(frame[1] - run.params[0], float(run.arrays["learning_rate"][0]), rtol=1e-6)


def test_arrows_come_in_order_and_uncorrected_means_go(made: Make, parts: list[Any]) -> None:
    run = made("adam")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=4, count=1)
    close = only(parts, CloseUp)
    at = [{mark.mark.label for mark in shown(close, (beat + 0.9) / 5, CLIP, run)[0]} for beat in range(5)]
    assert at[0] == {"g", "-g"}
    assert at[1] - at[0] == {r"-\beta_1 m", "", "-m", r"\sqrt{v}"}
    assert at[2] == {"g", "-g", "-m", r"-\hat{m}", r"\sqrt{\hat{v}}"}
    assert at[3] == at[4] == {"g", "-g", r"-\hat{m}", r"\sqrt{\hat{v}}", r"\eta", r"\Delta"}
    assert shown(close, 0.0, CLIP, run)[0] == []


@pytest.mark.parametrize("size", [(800, 450), (400, 600)])
@pytest.mark.parametrize("problem", ["bowl", "rosenbrock", "line"])
@pytest.mark.parametrize("name", ["adam"])
def test_the_close_up_holds_all_arrows_and_they_are_large(
    name: str, problem: str, size: tuple[int, int], made: Make, parts: list[Any]
) -> None:
    run, clip = made(name, problem), Clip(*size, fps=25, seconds=6)
    FIGURES["anatomy"].film([run], LIGHT, clip)
    close = only(parts, CloseUp)
    axes = close.axes
    if problem != "line":
        width, height = axes.bbox.size
        assert np.ptp(axes.get_xlim()) / width == pytest.approx(np.ptp(axes.get_ylim()) / height, rel=1e-6)
    tips = np.concatenate([ends(close, mark) for page in close.marks for mark in page if not mark.is_box])
    low, high = axes.viewLim.get_points()
    assert (tips >= low).all()
    assert (tips <= high).all()
    assert (np.ptp(tips, axis=0) / (high - low)).max() > 0.45
    before = axes.get_position().bounds, axes.viewLim.bounds
    for share in (0.0, 0.7, 1.0):
        shown(close, share, clip, run)
        assert (axes.get_position().bounds, axes.viewLim.bounds) == before


@pytest.mark.parametrize("problem", ["bowl", "rosenbrock"])
@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_labels_stand_apart_within_the_panel(name: str, problem: str, made: Make, parts: list[Any]) -> None:
    run, clip = made(name, problem), Clip(800, 450, 25, 6)
    FIGURES["anatomy"].film([run], LIGHT, clip)
    close, page = only(parts, CloseUp), parts[0]
    panel = close.axes.bbox.padded(4)
    for at in (0, 1):
        texts = close.texts(at, 5, 5)[1:]
        boxes = [text.get_window_extent(page.renderer) for text in texts]
        assert all(panel.containsx(b.x0) and panel.containsx(b.x1) and panel.containsy(b.y0) for b in boxes)
        for one, other in combinations(boxes, 2):
            both = one.intersection(one, other)
            assert both is None or both.width * both.height < 0.12 * min(b.width * b.height for b in (one, other))


# Learning rate and gradients that differ by ten orders of magnitude, and the two rules with the longest numbers.
LARGE, SMALL, LONG = "1e5*(x**2 + 30*y**2)", "1e-7*(x**2 + 30*y**2)", "123456.789*(x**2 + 1e-9*y**2)"


@pytest.mark.parametrize(
    ("name", "function", "size"),
    [
        ("nadam", LARGE, (800, 450)),
        ("nadam", LARGE, (480, 270)),
        ("nadam", SMALL, (400, 600)),
        ("adadelta", LONG, (480, 270)),
        ("gd", LONG, (480, 270)),
    ],
)
def test_numbers_of_any_size_stay_in_their_column(
    name: str, function: str, size: tuple[int, int], made: Make, parts: list[Any]
) -> None:
    run = made(name, None, 3, function=function, lr=1.23456e-4, domain=(-5, 5, -5, 5), start=(4.0, 3.0))
    clip = Clip(*size, fps=25, seconds=6)
    FIGURES["anatomy"].film([run], LIGHT, clip)
    page, close, column = parts[0], only(parts, CloseUp), only(parts, Pointer).column
    dpi = page.figure.dpi / 72
    symbols = [text for text in page.figure.texts if "$" in text.get_text()]
    fixed = [symbol.get_window_extent(page.renderer) for symbol in symbols]
    for at in (0, 1):
        texts = column.texts(at, 5)
        boxes = [text.get_window_extent(page.renderer) for text in texts]
        assert min(box.x0 for box in boxes + fixed) >= close.axes.bbox.x1 * (not page.tall)
        assert max(box.x1 for box in boxes + fixed) <= size[0] - 12 * dpi
        assert min(box.y0 for box in boxes + fixed) >= 4 * dpi
        assert max(box.y1 for box in boxes + fixed) <= (page.points[1] - 54) * dpi
        assert all(text.get_fontsize() >= 9.5 for text in texts + symbols)
        heights = [text.get_position()[1] for text in texts + symbols]
        for (a, y), (b, other) in combinations(zip(boxes + fixed, heights, strict=True), 2):
            if y == other:
                assert max(a.x0, b.x0) - min(a.x1, b.x1) > 2 * dpi
            else:
                assert abs(y - other) * page.points[1] > 9.5


def test_the_ledger_has_the_colours_of_the_arrows_and_fills_beat_by_beat(made: Make, parts: list[Any]) -> None:
    run = made("adam", "bowl")
    FIGURES["anatomy"].film([run], DARK, Clip(800, 450, 25, 6))
    column, close = only(parts, Pointer).column, only(parts, CloseUp)
    seen = [[text.get_text() for text in column.texts(0, begun)] for begun in range(6)]
    assert seen[0] == []
    assert seen[1] == ["(−3.50, 10.0)"]
    assert seen[2][1:3] == ["(−0.350, 1.00)", "= 0.9 (0, 0) + 0.1 (−3.50, 10.0)"]
    assert all(later[: len(early)] == early for early, later in pairwise(seen))
    results = {line.name: texts[0].get_color() for line, texts in zip(column.lines, column.written, strict=True)}
    arrows = {mark.mark.label: mark.color for mark in close.marks[0]}
    assert results["g"] == arrows["-g"]
    assert results["m"] == results[r"\hat{m}"] == arrows["-m"] == arrows[r"-\hat{m}"]
    assert results[r"\hat{v}"] == arrows[r"\sqrt{\hat{v}}"]
    assert results[r"\Delta"] == arrows[r"\Delta"] == DARK.accent
    assert len(set(results.values())) == 4


def test_the_ball_is_painted_where_the_run_is(made: Make, parts: list[Any]) -> None:
    run, clip = made("adam", "bowl"), Clip(800, 450, 25, 6)
    film = FIGURES["anatomy"].film([run], LIGHT, clip, count=1)
    for index, row in ((0, 0), (149, 1)):
        x, y = only(parts, CloseUp).axes.transData.transform(run.params[row])
        pixel = film[index][450 - round(y), round(x)]
        np.testing.assert_allclose(pixel, 255 * rgb(LIGHT.accent), atol=12)


@pytest.mark.parametrize(("first", "numbers"), [(1, [1, 2, 3]), (7, [7, 8, 9]), (24, [24, 25])])
def test_the_counter_shows_the_true_steps(first: int, numbers: list[int], made: Make, parts: list[Any]) -> None:
    run = made("adam")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=first, count=3)
    (counter,) = parts[1].artists
    seen = []
    for moment in CLIP.moments([run]):
        parts[1].show(moment)
        seen.append(counter.get_text())
    assert list(dict.fromkeys(seen)) == [f"step {number}" for number in numbers]


def test_a_first_step_after_the_last_is_refused_in_words(made: Make) -> None:
    with pytest.raises(ValueError, match=r"there is no step 26 in .*, which took 25 steps; try --set first=25"):
        FIGURES["anatomy"].film([made("gd")], LIGHT, CLIP, first=26)
    with pytest.raises(ValueError, match=r"first=0 is not a whole number in \[1, inf\)"):
        FIGURES["anatomy"].film([made("gd")], LIGHT, CLIP, first=0)
    with pytest.raises(ValueError, match=r"count=2.5 is not a whole number"):
        FIGURES["anatomy"].film([made("gd")], LIGHT, CLIP, count=2.5)
    runs = [made(name) for name in ("gd", "adam", "momentum", "lion")]
    with pytest.raises(ValueError, match="room for 3 runs, not 4; give fewer"):
        FIGURES["anatomy"].film(runs, LIGHT, CLIP)


def test_runs_whose_steps_cannot_be_followed_are_refused_in_words(made: Make, drawn: dict[str, Run]) -> None:
    fits = FIGURES["anatomy"].fits
    assert fits(drawn["thinned"]) == "it keeps only some of its steps; solve it again without --every"
    assert fits(drawn["no-step"]) == "it has not taken a step"
    assert fits(drawn["blobs"]) == "it has 3 parameters, and the arrows of a step need two"
    assert fits(drawn["parabola"]) == "it has one parameter, and a surface needs two"
    bare = made("gd", fields=["update"])
    assert fits(bare) == "its gradients were not recorded; solve it again without --fields"


def test_the_pace_has_no_part_in_it(made: Make) -> None:
    run = made("adam")
    even, arc = (FIGURES["anatomy"].film([run], LIGHT, Clip(320, 180, 10, 4, pace)) for pace in ("step", "arc"))
    assert (even[12] == arc[12]).all()


def test_a_diverging_run_is_drawn_to_its_last_step(tmp_path: Path, parts: list[Any]) -> None:
    run = solve("rosenbrock", "gd", lr=0.02, steps=60, out=tmp_path / "away")
    assert run.diverged
    film = FIGURES["anatomy"].film([run], LIGHT, CLIP, first=run.steps, count=3)
    assert film[0].shape == film[149].shape == (270, 480, 3)
    axes, scape = only(parts, CloseUp).axes, run.landscape
    assert np.ptp(axes.get_xlim()) < 3 * np.ptp(scape.x)


def test_a_step_that_stays_where_it_is_is_drawn(made: Make, parts: list[Any]) -> None:
    run = made("newton", "bowl", 5)
    assert (run.arrays["update"][3] == 0).all()
    assert FIGURES["anatomy"].film([run], LIGHT, CLIP, first=4)[149].shape == (270, 480, 3)


def test_between_its_samples_a_parabola_is_met_exactly() -> None:
    def value(params: np.ndarray) -> np.ndarray:
        x, y = np.moveaxis(params, -1, 0)
        return 2 * x**2 - 3 * x * y + 0.5 * y**2 + x - 7

    scape = survey(value, np.zeros((1, 2)), np.array([[-1.0, 2.0], [0.0, 5.0]]), samples=24)
    near = finer(scape, np.array([[-0.99, -0.71], [4.3, 5.0]]))
    grid = np.stack(np.meshgrid(near.x, near.y), axis=-1)
    np.testing.assert_allclose(near.loss, value(grid), rtol=1e-10)
    beyond = finer(scape, np.array([[1.5, 2.5], [1.0, 2.0]]))
    assert (np.isnan(beyond.loss) == (beyond.x > 2)[None, :]).all()


def test_pages_of_vectors_have_their_words_as_words(made: Make, tmp_path: Path) -> None:
    film = FIGURES["anatomy"].film([made("adam", "bowl")], LIGHT, CLIP)
    before = film[149].copy()
    for index, name in ((0, "blank"), (149, "told")):
        film.print(index, tmp_path / f"{name}.svg")
    blank, told = ((tmp_path / f"{name}.svg").read_text() for name in ("blank", "told"))
    assert blank.count("<image") == told.count("<image") == 0
    for words in ("= (−3.250, 1.750) + (0.249, −0.249)", "(−3.37, 9.34)"):
        assert f"<!-- {words} -->" in told
        assert words not in blank
    assert (film[149] == before).all()
