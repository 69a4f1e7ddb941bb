"""What is said beside a surface and below it: runs, losses and notes, apart from one another and from the relief."""

from collections.abc import Callable

import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.surface.words import EDGE, LINE, TITLED, Said, write_below, write_beside
from gdviz.runs.run import Run
from gdviz.style.themes import DARK

NOTE = "heights on a log scale"
SHAPES = {"wide": (800, 450), "square": (540, 540), "tall": (450, 800)}


@pytest.fixture
def runs(solved_once: Callable[..., Run]) -> list[Run]:
    return [solved_once("bowl", rule, lr=lr, steps=6) for rule, lr in (("gd", 0.1), ("momentum", 0.1), ("gd", 3.0))]


def said(runs: list[Run], shape: str, notes: tuple[str, ...] = (NOTE,)) -> tuple[Canvas, Said]:
    with drawing(DARK):
        canvas = Canvas(Clip(*SHAPES[shape], 10, 4.0), DARK)
        tracks = [Trajectory.of(run, widest(runs)) for run in runs]
        listed = (canvas, runs, tracks, [DARK.look_of(i, len(runs)) for i in range(len(runs))], notes)
        return canvas, write_beside(*listed, 260.0) if shape == "wide" else write_below(*listed)


def heights(canvas: Canvas) -> dict[str, float]:
    return {text.get_text(): text.get_position()[1] * canvas.points[1] for text in canvas.figure.texts}


def test_beside_a_surface_runs_notes_and_losses_stand_one_below_another(runs: list[Run]) -> None:
    canvas, found = said(runs, "wide")
    assert found.low == EDGE / 2
    assert found.loss is not None
    written = heights(canvas)
    assert 260 > written["Momentum, lr 0.1"] > written[NOTE] > found.loss.high + TITLED / 2


def test_without_room_for_curves_each_run_is_listed_with_its_loss(solved_once: Callable[..., Run]) -> None:
    many = [solved_once("bowl", lr=0.01 * k, steps=6) for k in range(1, 11)]
    canvas, found = said(many, "wide")
    assert found.loss is None
    assert "loss" in heights(canvas)
    (listed,) = found.parts
    listed.show(Moment((0.0,) * 10, 0.0))
    assert {artist.words for artist in listed.artists} == {"16.12"}  # type: ignore[attr-defined]


def test_below_a_surface_notes_are_at_the_foot_and_runs_above_them(runs: list[Run]) -> None:
    canvas, found = said(runs, "square")
    written = heights(canvas)
    assert written[NOTE] == pytest.approx(EDGE / 2 + 4)
    assert EDGE / 2 + LINE < written["Momentum"] < found.low


def test_a_tall_page_has_its_losses_between_the_runs_and_the_surface(runs: list[Run]) -> None:
    canvas, found = said(runs, "tall")
    assert found.loss is not None
    assert heights(canvas)["Momentum"] < found.loss.low
    assert found.low == found.loss.high + TITLED


def test_the_loss_of_a_lone_run_is_in_the_corner(runs: list[Run]) -> None:
    canvas, found = said(runs[:1], "square", ())
    assert found.parts == ()
    assert found.loss is not None
    assert found.low == EDGE / 2
    assert found.loss.right < canvas.points[0] / 2


def test_what_became_of_a_lone_run_is_said_in_whole_once_it_is_gone_and_the_surface_begins_above(
    runs: list[Run],
) -> None:
    _, found = said(runs[2:], "square", ())
    (told,) = found.parts
    assert found.low > EDGE / 2 + LINE

    def words(step: float) -> list[str]:
        told.show(Moment((step,), step / 6))
        return [artist.words for artist in told.artists]  # type: ignore[attr-defined]

    assert "".join(words(0.0)) == ""
    assert words(float(runs[2].steps))[0] == f"left the frame at step 1, diverged at step {runs[2].steps}"


def test_what_became_of_a_run_is_said_once_it_is_gone(runs: list[Run]) -> None:
    _, found = said(runs, "wide")
    (listed,) = found.parts

    def words(step: float) -> list[str]:
        listed.show(Moment((step,) * 3, step / 6))
        return [artist.words for artist in listed.artists]  # type: ignore[attr-defined]

    assert words(0.0) == ["", "", ""]
    assert words(6.0)[:2] == ["", ""]
    assert words(6.0)[2] == "diverged"
