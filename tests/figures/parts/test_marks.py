"""The heading counts steps, and a key names runs."""

from dataclasses import replace

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.marks import Heading, key_row
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT, Style

CLIP = Clip(800, 450, 10, 1.0)


def words_on(canvas: Canvas) -> list[str]:
    return [text.get_text() for text in canvas.figure.texts if text.get_text()]


def page(clip: Clip = CLIP, style: Style = LIGHT) -> Canvas:
    with drawing(style):
        return Canvas(clip, style)


def test_a_heading_has_title_method_and_total_and_counts_whole_steps(drawn: dict[str, Run]) -> None:
    run, canvas = drawn["bowl"], page()
    heading = Heading(canvas, [run])
    assert words_on(canvas) == [run.problem["title"], "Gradient descent, learning rate 0.31", f"of {run.steps} steps"]
    heading.show(Moment((7.9,), 0.1))
    assert heading.artists[0].get_text() == "step 7"


def test_one_step_is_no_steps(drawn: dict[str, Run]) -> None:
    canvas = page()
    Heading(canvas, [drawn["one-step"]], subtitle="")
    assert "of 1 step" in words_on(canvas)


def test_runs_at_steps_of_their_own_have_a_counter_each(drawn: dict[str, Run]) -> None:
    canvas = page(replace(CLIP, pace="arc"))
    looks = [LIGHT.look_of(i, 2) for i in (0, 1)]
    heading = Heading(canvas, [drawn["bowl"], drawn["bowl-adam"]], looks)
    heading.show(Moment((3.0, 12.5), 0.1))
    assert [counter.get_text() for counter in heading.artists] == ["3", "12"]
    assert [counter.get_color() for counter in heading.artists] == [look.color for look in looks]


def test_without_a_title_the_counter_stands_alone(drawn: dict[str, Run]) -> None:
    canvas = page(style=replace(LIGHT, title=""))
    Heading(canvas, [drawn["bowl"]])
    assert words_on(canvas) == [f"of {drawn['bowl'].steps} steps"]


def test_a_key_leaves_details_out_where_they_do_not_fit(drawn: dict[str, Run]) -> None:
    runs = [drawn["bowl"], drawn["bowl-adam"]]
    looks = [LIGHT.look_of(i, 4) for i in range(4)]
    canvas = page()
    key_row(canvas, runs, looks[:2])
    assert words_on(canvas) == ["Gradient descent, lr 0.31", "Adam, lr 0.25"]
    canvas = page(Clip(400, 600, 10, 1.0))
    key_row(canvas, [*runs, drawn["bowl-diverged"]], looks[:3])
    assert words_on(canvas) == ["lr 0.31", "Adam", "lr 0.5"]
