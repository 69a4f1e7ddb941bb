"""Where the terms of a rule stand, so that each number is below its symbol and lines that are alike have one grid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gdviz.analysis.anatomy.columns import Columns
from gdviz.ledger.terms import Equation, Rows, Term

# What is free at a sign's sides, and between two lines of a row, in sizes of figures.
ASIDE, TIGHT, GUTTER = 0.36, 0.16, 1.7
# Signs behind which a negative number stands in brackets.
BINDING = (r"\cdot", "+", "-")


@dataclass(frozen=True, eq=False)
class Cell:
    """A term or a sign in its column; lengths are in sizes of figures.

    Attributes
    ----------
    middle
        Where the middle of its column is.
    figures
        How wide its widest number is.
    bracketed
        Whether its numbers stand in brackets where they are negative.
    """

    part: Term | str
    middle: float
    figures: float
    bracketed: bool


class Grid:
    """The cells of all lines.

    Attributes
    ----------
    rows
        The cells of each line of each row.
    widths
        How wide each row is, in sizes of figures.
    """

    def __init__(
        self,
        rows: Rows,
        columns: Columns,
        letters: Callable[[str], float],
        figures: Callable[[str], float],
        *,
        aside: float = ASIDE,
    ) -> None:
        self._columns, self._letters, self._figures, self._aside = columns, letters, figures, aside
        kinds: dict[tuple[str, ...], list[Equation]] = {}
        for equation in (equation for row in rows for equation in row):
            kinds.setdefault(_signs(equation), []).append(equation)
        leading = [row[0] for row in rows]
        self.widths: list[float] = []
        self.rows: list[list[list[Cell]]] = []
        for row in rows:
            left, made, right = 0.0, [], 0.0
            for equation in row:
                alike, cells = kinds[_signs(equation)], []
                for index in range(len(equation.parts)):
                    # What lines come to stands in one column throughout.
                    others = leading if equation is row[0] and index < 2 else alike
                    width = max(self._width(other, index) for other in others)
                    cells.append(self._cell(equation, index, left + width / 2))
                    left += width
                made.append(cells)
                right = left
                left += GUTTER
            self.rows.append(made)
            self.widths.append(right)

    def _cell(self, equation: Equation, index: int, middle: float) -> Cell:
        return Cell(equation.parts[index], middle, self._widest(equation, index), self._is_bracketed(equation, index))

    def _is_bracketed(self, equation: Equation, index: int) -> bool:
        part = equation.parts[index]
        if not (isinstance(part, Term) and part.signed and index and equation.parts[index - 1] in BINDING):
            return False
        return any(value < 0 for page in self._columns.samples for value in self._columns.values(part, page))

    def _widest(self, equation: Equation, index: int) -> float:
        part = equation.parts[index]
        if isinstance(part, str):
            return 0.0
        words = {word for page in self._columns.samples for word in self._columns.words(part, page)}
        bracketed = self._is_bracketed(equation, index)
        return max(self._figures(in_brackets(word) if bracketed else word) for word in words)

    def _width(self, equation: Equation, index: int) -> float:
        part = equation.parts[index]
        if isinstance(part, str):
            return self._letters(part) + 2 * (min(TIGHT, self._aside) if part in (")", ",") else self._aside)
        return max(self._letters(part.symbol), self._widest(equation, index))


def in_brackets(word: str) -> str:
    """Return a number in brackets if it is negative."""
    return f"({word})" if word.startswith("−") else word


def _signs(equation: Equation) -> tuple[str, ...]:
    return tuple(part if isinstance(part, str) else "" for part in equation.parts)


def shown_number(sign: str) -> str:
    """Return the sign that stands between numbers where this stands between symbols."""
    return "=" if sign == r"\leftarrow" else sign


def order(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a line as its numbers come about: from the left, and then what they come to."""
    return [*cells[1:], cells[0]]
