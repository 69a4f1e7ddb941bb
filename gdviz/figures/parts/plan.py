"""Where the panels of a page lie."""

from dataclasses import dataclass

from gdviz.figures.parts.canvas import BARE, HEADING, Canvas

Box = tuple[float, float, float, float]
# In points: what a line of words above and below a field takes, what lies between two columns, the room for the
# numbers at the left of the curves, for their title and for the numbers below them.
LINE, GAP, NUMBERS, TITLE, TICKS = 17.0, 16.0, 34.0, 24.0, 27.0
# What lies between two rows, and how much more at most where there is room.
BELOW, SPREAD = 6.0, 30.0
# The curves take at least so many points, and at least this share of the height; what they are worth beside fields.
CURVES, CURVES_SHARE, WORTH = 44.0, 0.22, 0.4


@dataclass(frozen=True)
class Plan:
    """Where panels lie on a page, in points from its lower left corner.

    Attributes
    ----------
    fields
        Left, low, width and height of each field.
    room
        The width that each field's words may take.
    lines, foot
        The lines of words below each field, and what lies between it and them.
    curves
        The same four of the common panel.
    """

    fields: tuple[Box, ...]
    room: float
    lines: int
    foot: float
    curves: Box

    @classmethod
    def of(cls, canvas: Canvas, count: int, ratios: tuple[float, float], words: float, foot: float) -> "Plan":
        """Return the plan that makes most of the page: of its fields, and a little of its curves.

        Parameters
        ----------
        count
            The number of fields.
        ratios
            The least and the greatest width of a field over its height.
        words
            The width that a line of words below a field should have; two lines where it cannot.
        foot
            What each field needs between itself and its words.
        """
        plans = [cls._in(canvas, count, ratios, words, foot, columns) for columns in range(1, count + 2)]
        return max(plans, key=lambda plan: plan.worth)

    @property
    def worth(self) -> float:
        """How well the page is used: the area of the fields, and a part of that of the curves."""
        _, _, width, height = self.fields[0]
        return len(self.fields) * width * height + WORTH * self.curves[2] * self.curves[3]

    @classmethod
    def _in(
        cls, canvas: Canvas, count: int, ratios: tuple[float, float], words: float, foot: float, columns: int
    ) -> "Plan":
        width, height = canvas.points
        left, top = 0.04 * width, height - (BARE if canvas.style.title == "" else HEADING)
        rows = -(-count // columns)
        room = (width - 2 * left - (columns - 1) * GAP) / columns
        lines = 1 if room >= words else 2
        around = (1 + lines) * LINE + foot + (BELOW if rows > 1 else 0)
        curves = max(CURVES, CURVES_SHARE * (top - TICKS)) + TITLE
        # An empty place in the last row holds the curves where it is wide enough to.
        beside = rows * columns > count and room > 3 * NUMBERS
        tall = max((top - TICKS - (0 if beside else curves)) / rows - around, 1.0)
        wide = min(room, ratios[1] * tall)
        tall = min(tall, wide / ratios[0])
        pitch = tall + around
        if beside:
            # What the page has left is between the rows.
            pitch += min((top - TICKS - rows * pitch) / rows, SPREAD)
        places = [divmod(i, columns) for i in range(rows * columns)]
        fields = [(left + c * (room + GAP), top - r * pitch - LINE - tall, wide, tall) for r, c in places]
        if beside:
            x, low = fields[count][0] + NUMBERS, fields[count][1]
            box = (x, low, width - left - x, tall + LINE - TITLE)
        else:
            box = (left + NUMBERS, TICKS, width - 2 * left - NUMBERS, top - rows * pitch - TITLE - TICKS)
        return cls(tuple(fields[:count]), room, lines, foot, box)
