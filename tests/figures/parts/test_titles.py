"""The words at the top of a page fit, whatever they say, and figures begin below them."""

from dataclasses import replace

import pytest
from matplotlib.text import Text

from gdviz.analysis.pacing import Clip
from gdviz.figures.parts.canvas import BARE, HEADING, SECOND, TOP, Canvas, drawing
from gdviz.figures.parts.titles import LEAST_TITLE, PLAIN, TITLE, TopWords, bold_width
from gdviz.style.equations import CUT, TypesetFunction
from gdviz.style.themes import LIGHT

SIZES = {"wide": (800, 450), "square": (540, 540), "tall": (450, 800)}
LONG = "How far down a long and narrow valley gradient descent comes before its steps are too short to be seen"
WORDS = {
    "short": "A bowl",
    "long": LONG,
    "very long": " ".join([LONG] * 3),
    "one word": "Donaudampfschifffahrtsgesellschaft" * 4,
    "Chinese": "梯度下降法在狭长山谷中的表现" * 6,
    "Arabic": "ما مدى انحدار التدرج في واد طويل وضيق قبل أن تصبح خطواته قصيرة جدا " * 3,
}


def topped(size: tuple[int, int], title: str, subtitle: str = "", **how: object) -> tuple[Canvas, TopWords]:
    with drawing(LIGHT):
        canvas = Canvas(Clip(*size, 10, 1.0), replace(LIGHT, title=how.pop("style", None)))
        return canvas, TopWords(canvas, title, subtitle, how.pop("total", ["of 30 steps"]), 0.12, **how)


def texts(canvas: Canvas) -> list[Text]:
    return [text for text in canvas.figure.findobj(Text) if text.get_text()]


def test_a_short_title_stands_alone_on_its_line_and_figures_begin_where_they_always_do() -> None:
    canvas, words = topped((800, 450), "A bowl", "Gradient descent")
    assert [text.get_text() for text in texts(canvas)] == ["A bowl", "Gradient descent", "of 30 steps"]
    assert [text.get_fontsize() for text in texts(canvas)] == [TITLE, PLAIN, PLAIN]
    assert (canvas.head, canvas.second, words.low) == (HEADING, SECOND, SECOND)
    assert words.at == pytest.approx((0.965, canvas.below(TOP)))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("title", WORDS.values(), ids=WORDS)
def test_title_and_subtitle_fit_above_the_figure_and_beside_the_counter(size: tuple[int, int], title: str) -> None:
    canvas, words = topped(size, title, title, total=["of 1,000,000 steps", "of equal lengths of the path"])
    assert not words.stacked
    with drawing(LIGHT):
        boxes = [text.get_window_extent(canvas.renderer) for text in texts(canvas)]
    unit = canvas.figure.dpi / 72
    limit = canvas.below(canvas.head) * canvas.points[1] * unit
    for box in boxes:
        assert 0 <= box.x0 < box.x1 <= size[0]
        # Letters may go below the line on which the last of the words stands, but not down to the figure.
        assert limit <= box.y0 < box.y1 <= size[1]
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            inner = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert min(one.x1, other.x1) <= max(one.x0, other.x0) or inner <= 0.3 * PLAIN * unit
    counter = words.at[0] * size[0] - 0.12 * size[0]
    bold = [box for box, text in zip(boxes, texts(canvas), strict=True) if text.get_fontsize() > PLAIN]
    assert all(box.x1 <= counter for box in bold)


def test_a_title_has_two_lines_then_shrinks_and_then_is_cut_off() -> None:
    sizes, lines = [], []
    for title in ("A bowl", LONG[:70], LONG + LONG[:30], " ".join([LONG] * 3)):
        canvas, _ = topped((800, 450), title)
        bold = [text for text in texts(canvas) if text.get_color() == LIGHT.ink]
        sizes.append(bold[0].get_fontsize())
        lines.append([text.get_text() for text in bold])
    assert [len(each) for each in lines] == [1, 2, 2, 2]
    assert sizes[:2] == [TITLE, TITLE]
    assert LEAST_TITLE <= sizes[2] < TITLE
    assert sizes[3] == LEAST_TITLE
    assert lines[3][-1].endswith("…")
    assert not any(line.endswith("…") for each in lines[:3] for line in each)


def test_two_lines_put_all_else_lower() -> None:
    one, _ = topped((800, 450), "A bowl", "Gradient descent")
    two, _ = topped((800, 450), LONG[:70], "Gradient descent")
    assert two.head > one.head
    assert two.second > one.second
    assert two.head - two.second == pytest.approx(HEADING - SECOND)


def test_without_a_title_there_is_the_total_alone_at_the_right_of_the_counter() -> None:
    canvas, words = topped((800, 450), "A bowl", "Gradient descent", style="")
    assert [text.get_text() for text in texts(canvas)] == ["of 30 steps"]
    assert (canvas.head, canvas.second) == (BARE, TOP)
    assert words.at[0] < 0.965 - canvas.width_of("of 30 steps")


def test_a_title_of_the_style_takes_the_place_of_the_problems() -> None:
    canvas, _ = topped((800, 450), "A bowl", style="Another")
    assert texts(canvas)[0].get_text() == "Another"


def test_stacked_the_counter_stands_below_them_in_their_share_of_the_page() -> None:
    canvas, words = topped((800, 450), LONG, "Gradient descent, learning rate 0.3", room=0.36)
    assert words.stacked
    assert words.wide <= 0.36 * canvas.points[0] + 1
    assert words.at[1] < canvas.below(canvas.second)
    assert words.low > canvas.second


def test_bold_words_are_as_wide_as_they_are_drawn() -> None:
    canvas, _ = topped((800, 450), LONG[:60])
    drawn = [text for text in texts(canvas) if text.get_fontsize() == TITLE]
    for text in drawn:
        with drawing(LIGHT):
            box = text.get_window_extent(canvas.renderer)
        assert bold_width(canvas, text.get_text()) * 800 == pytest.approx(box.width, rel=0.01)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("terms", [2, 12, 60])
def test_an_equation_shrinks_and_is_cut_between_its_terms(size: tuple[int, int], terms: int) -> None:
    formula = " + ".join(f"{k} x^{{{k}}}" for k in range(1, terms + 1))
    canvas, words = topped(size, TypesetFunction.of("typed", formula, ["x", "y"]))
    lines = [text for text in texts(canvas) if text.get_parse_math()]
    assert 1 <= len(lines) <= 2
    assert lines[0].get_text().startswith("$f(x, y) = 1 x^{1} + 2 x^{2}")
    assert (CUT in lines[-1].get_text()) == (terms == 60)
    limit = words.at[0] * size[0] - 0.12 * size[0]
    with drawing(LIGHT):
        boxes = [text.get_window_extent(canvas.renderer) for text in lines]
    assert all(box.x1 <= limit for box in boxes)
    assert len(boxes) == 1 or boxes[0].y0 > boxes[1].y0 + boxes[1].height / 2


@pytest.mark.parametrize(("title", "is_left"), [("Short", True), (LONG, False)])
def test_a_spare_subtitle_gives_way_to_a_title_of_two_lines(title: str, is_left: bool) -> None:
    canvas, _ = topped((800, 450), title, "3 runs", spare=True)
    assert ("3 runs" in [text.get_text() for text in texts(canvas)]) == is_left
