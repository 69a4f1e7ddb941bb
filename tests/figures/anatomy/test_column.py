"""The ledger's numbers stay in their column and fill beat by beat."""

from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any

import pytest
from closeups import only

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.anatomy.column import LEAST_SYMBOLS, Pointer
from gdviz.runs.run import Run
from gdviz.style.themes import DARK, LIGHT

Make = Callable[..., Run]


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
    formulas = {f"${line.symbols}$" for line in column.lines}
    symbols = [text for text in page.figure.texts if text.get_text() in formulas]
    assert len(symbols) == len(formulas)
    fixed = [symbol.get_window_extent(page.renderer) for symbol in symbols]
    for at in (0, 1):
        texts = column.texts(at, 5)
        boxes = [text.get_window_extent(page.renderer) for text in texts]
        assert min(box.x0 for box in boxes + fixed) >= close.axes.bbox.x1 * (not page.tall)
        assert max(box.x1 for box in boxes + fixed) <= size[0] - 12 * dpi
        assert min(box.y0 for box in boxes + fixed) >= 4 * dpi
        assert max(box.y1 for box in boxes + fixed) <= (page.points[1] - 54) * dpi
        assert all(text.get_fontsize() >= 9.5 for text in texts)
        # Smaller in a line that is too long for its column.
        assert all(text.get_fontsize() >= LEAST_SYMBOLS for text in symbols)
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
    assert seen[2][1:4] == ["(−0.350, 1.00)", "= 0.9 (0, 0)", "   + 0.1 (−3.50, 10.0)"]
    assert all(later[: len(early)] == early for early, later in pairwise(seen))
    results = {line.name: texts[0].get_color() for line, texts in zip(column.lines, column.written, strict=True)}
    arrows = {mark.mark.label: mark.color for mark in close.marks[0]}
    assert results["g"] == arrows["-g"]
    assert results["m"] == results[r"\hat{m}"] == arrows["-m"] == arrows[r"-\hat{m}"]
    assert results[r"\hat{v}"] == arrows[r"\sqrt{\hat{v}}"]
    assert results[r"\Delta"] == arrows[r"\Delta"] == DARK.accent
    assert len(set(results.values())) == 4


def test_a_square_page_has_two_columns_and_below_them_the_numbers_of_the_last_beat(
    made: Make, parts: list[Any]
) -> None:
    FIGURES["anatomy"].painter([made("adam", "bowl")], LIGHT, Clip(540, 540, 10, 2.0))
    page, column = parts[0], only(parts, Pointer).column
    assert [line.name for line in column.lines[: column._split]] == ["g", "m", "v"]
    rights = [texts[0].get_position()[0] for texts in column.written]
    assert max(rights[:3]) < 0.5 < min(rights[3:])
    foot = [[text for text in column.texts(0, begun) if text in column._foot] for begun in range(6)]
    assert [[text.get_text() for text in texts] for texts in foot[:2]] == [[], []]
    told = [text.get_text() for text in column.texts(0, 2)[-2:]]
    assert told == ["= 0.9 (0, 0) + 0.1 (−3.50, 10.0)", "= 0.999 (0, 0) + 0.001 (−3.50, 10.0)²"]
    low = min(text.get_window_extent(page.renderer).y0 for text in column.texts(0, 5) if text not in column._foot)
    assert all(text.get_window_extent(page.renderer).y1 <= low for text in column._foot)


@pytest.mark.parametrize(("name", "size"), [("adam", (640, 480)), ("adam", (540, 540)), ("nadam", (800, 450))])
def test_formulas_keep_clear_of_what_stands_above_and_below(
    name: str, size: tuple[int, int], made: Make, parts: list[Any]
) -> None:
    FIGURES["anatomy"].painter([made(name, "bowl")], LIGHT, Clip(*size, 10, 2.0))
    page, column = parts[0], only(parts, Pointer).column
    formulas = {f"${line.symbols}$" for line in column.lines}
    symbols = [text.get_window_extent(page.renderer) for text in page.figure.texts if text.get_text() in formulas]
    for one, other in combinations(symbols, 2):
        # Boxes are of whole pixels.
        assert not one.padded(-1).overlaps(other.padded(-1))
    place = page.figure.axes[0].get_position(original=True)
    assert place.width * place.height >= 0.355


@pytest.mark.parametrize("size", [(800, 450), (540, 540)])
def test_what_a_long_line_comes_to_stands_beside_its_symbols(
    size: tuple[int, int], made: Make, parts: list[Any]
) -> None:
    FIGURES["anatomy"].painter([made("adadelta")], LIGHT, Clip(*size, 10, 2.0))
    page, column = parts[0], only(parts, Pointer).column
    for line, texts in zip(column.lines, column.written, strict=True):
        column.texts(1, 9)
        (symbols,) = (text for text in page.figure.texts if text.get_text() == f"${line.symbols}$")
        assert symbols.get_window_extent(page.renderer).x1 < texts[0].get_window_extent(page.renderer).x0
