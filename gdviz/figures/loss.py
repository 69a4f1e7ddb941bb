"""The loss against the step, or something else that a run has for each of its steps."""

from collections.abc import Sequence
from typing import Annotated, Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import brief_fate
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.quantities import names_in, quantities_of
from gdviz.analysis.roster import Rows
from gdviz.analysis.series import told_at
from gdviz.analysis.trajectory import end_of
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.clouds import Clouds
from gdviz.figures.parts.leaps import Leaps
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.roster import Roster
from gdviz.figures.parts.series import Readout
from gdviz.languages import said
from gdviz.runs.requirements import why_not_course
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Style
from gdviz.style.wrapping import fit_title

# At most so many panels.
MOST = 3
# In points: the edges of the page and its foot, the numbers at the left of a panel and below it, the title above it,
# and what lies between two panels, and between them and what is beside.
EDGE, FOOT, NUMBERS, BELOW, TITLE, BETWEEN, APART = 20.0, 6.0, 44.0, 36.5, 24.0, 36.0, 24.0
# What lies below a panel that has another below it, and what panels are best in width over height. The share of the
# width that a list of runs beside panels has at most, and that of the height which one below them has, on a tall page
# and on others; and the share of the page that panels beside words keep.
LITTLE, SHAPE, ASIDE, KEY, FLAT_KEY, SHARE = 12.0, 1.6, 0.36, 0.34, 0.15, 0.36
# Of a lone run's value: the least width, the height of it with its name, from its name down to it, and above a panel.
LEAST, VALUE, DOWN, VALUE_ABOVE = 78.0, 40.0, 16.0, 17.0
# How a lone run ended: the size of the words, and how far below the top of its value's name; and from panels in a row
# to what they are drawn against.
ENDED, LOW, LABEL = 9.5, 40.0, 20.0
# How much higher that makes the value where it stands below its panel.
LAST = 15.0
# The size of names in a list that is crowded, and what panels above one gain whose word for steps is beside them.
SMALL, STEP = 9.0, 14.0
# The least size of a title.
LEAST_TITLE = 9.0


@figure("loss", fits=why_not_course)
def loss(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    show: Annotated[
        str,
        Setting(
            "loss, distance (squared, to the nearest known minimum), gradient, batch, rate, or metrics, with commas"
        ),
    ] = "loss",
    every: Annotated[int, Setting("show only every so many steps", "[1, inf)")] = 1,
) -> Painter:
    """Draw the loss curve as the steps go by, on a log scale where it falls far.

    Several runs race step for step, each named beside its value at the right. With `show` another quantity is drawn, or
    several in a panel each: the squared distance to the nearest known minimum, the norm of the gradient, the loss of
    each step's own batch (dots about their running median), the learning rate of each group of parameters, or what was
    recorded beside the loss, by its name.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    kinds = {name: quantities_of(runs, name) for name in names_in(show, runs)}
    if len(kinds) > MOST:
        raise ValueError(
            f"show={show} are {len(kinds)} quantities, and {MOST} fit; for example --set show=loss,gradient"
        )
    with drawing(style):
        canvas = Canvas(clip, style)
        alone = len(runs) == 1
        ends = [end_of(run) for run in runs]
        heading = Heading(canvas, runs, looks, note=ends[0] if alone and len(kinds) > 1 else "")
        words = [kind.word for (kind,) in kinds.values()] if alone else []
        # A lone run's value is what there is to read; of several quantities of many runs there is no room for any.
        series = [one.values for one in next(iter(kinds.values()))] if len(kinds) == 1 else ()
        endings = [[brief_fate(end)] if end else [] for end in ends]
        ways: list[dict[str, Any]] = [{"series": series}, {"series": ()}, {"series": (), "size": SMALL}]
        lists = [Roster(canvas, runs, looks, statuses=endings, **how) for how in ways[0 if series else 1 :]]
        panels, side, rows, roster = _places(canvas, len(kinds), lists, words, ends[0] if alone else "")
        axes = [canvas.axes_in(box) for box in panels]
        clouds = [Clouds(one, runs, kind, looks, style) for one, kind in zip(axes, kinds.values(), strict=True)]
        above = VALUE_ABOVE if alone and len(kinds) > 1 else 0.0
        for one, (kind, *_) in zip(axes, kinds.values(), strict=True):
            _fit_title(canvas, one, kind.word, above)
            if panels[-1].low < panels[0].low and one is not axes[-1]:
                one.set_xlabel("")
                one.tick_params(labelbottom=False)
        if len(axes) > 1 and panels[-1].low == panels[0].low:
            _share_label(
                canvas,
                axes,
                panels,
                max(one.window for one in clouds),
                is_aside=not alone and side.high < panels[0].low,
            )
        parts: list[Part] = [*clouds, heading]
        if alone:
            texts = _write_values(canvas, words, axes, side, looks[0].color)
            parts += [_readout(cloud, [text]) for cloud, text in zip(clouds, texts, strict=True)]
            parts += [End(canvas, side, ends[0], runs[0].steps)] if ends[0] and len(kinds) == 1 else []
        elif rows is not None:
            roster.write(rows, side.left, side.high, range(len(runs)))
            parts += [ListedValues(roster, clouds[0], ends)]
        return canvas.painter([Leaps(part, runs, every) for part in parts])


def _places(
    canvas: Canvas, count: int, lists: Sequence[Roster], words: Sequence[str], end: str
) -> tuple[list[Box], Box, Rows | None, Roster]:
    """Return where so many panels lie, where what belongs to them, and how and as which list several runs are listed.

    That is beside the panels where these have enough of the page even so, else below them, with as much said as leaves
    them enough. Values of several quantities of a lone run, whose names are `words`, stand above their panels; that of
    one has below it how the run ended.
    """
    width, height = canvas.points
    page = Box.between(NUMBERS, BELOW, width - EDGE, height - canvas.head - TITLE)
    if len(words) > 1:
        return _panels(page, count, VALUE_ABOVE), page, None, lists[0]
    rows = None if words else lists[0].fit(ASIDE * width, page.height, is_column=True)
    wide = max([LEAST, *(canvas.width_of(one, 11.5) * width for one in words), canvas.width_of(end, ENDED) * width])
    wide = wide if rows is None else rows.whole_width
    side = Box.between(page.right - wide, page.low - BELOW + FOOT, page.right, page.high)
    beside = _panels(page.with_edges(right=side.left - APART), count)
    if not canvas.tall and sum(box.width * box.height for box in beside) >= SHARE * width * height:
        return beside, side, rows, lists[0]
    most = (KEY if height > width else FLAT_KEY) * page.height
    tried = []
    for roster in lists:
        for share in (1.0, 0.75, 0.5, 0.25) if not words else (1.0,):
            rows = None if words else roster.fit(width - 2 * EDGE, share * most)
            tall = VALUE + (LAST if end else 0.0) if rows is None else roster.height(rows)
            below = _panels(page.with_edges(low=page.low + tall + FOOT), count)
            if rows is not None and count > 1 and below[0].low == below[-1].low:
                # What panels in a row are drawn against stands beside their numbers.
                below = _panels(page.with_edges(low=page.low - STEP + tall + FOOT), count)
            tried.append((below, Box(EDGE, FOOT, width - 2 * EDGE, tall), rows, roster))
    areas = [sum(box.width * box.height for box in panels) for panels, *_ in tried]
    enough = [one for one, area in zip(tried, areas, strict=True) if area >= SHARE * width * height]
    return enough[0] if enough else tried[areas.index(max(areas))]


def _panels(page: Box, count: int, above: float = 0.0) -> list[Box]:
    """Return so many boxes, beside or below one another, that fill one, with room above each besides its title."""
    across = (page.width - (count - 1) * BETWEEN) / count
    tall = (page.height - (count - 1) * (TITLE + LITTLE)) / count
    # A panel is best about so many times as wide as high.
    if min(across / SHAPE, page.height - above) >= min(page.width / SHAPE, tall - above):
        return [Box(page.left + i * (across + BETWEEN), page.low, across, page.height) for i in range(count)]
    pitch = tall + TITLE + LITTLE
    return [Box(page.left, page.high - i * pitch - tall, page.width, tall) for i in range(count)]


def _write_values(canvas: Canvas, words: Sequence[str], axes: Sequence[Axes], side: Box, color: str) -> list[Text]:
    """Write what a lone run's value is called, and return its text; those of several stand above their panels."""
    width, height = canvas.points
    if len(words) == 1:
        canvas.text(side.left / width, side.high / height, words[0], color=color, bold=True, va="top")
        return [canvas.text(side.left / width, (side.high - DOWN) / height, "", size=17, bold=True, va="top")]
    places = [one.get_position() for one in axes]
    return [
        canvas.text(place.x0, place.y1 + 5 / height, "", size=13, bold=True, color=color, va="bottom")
        for place in places
    ]


class ListedValues:
    """The value of each run's curve, where the runs are listed, and how those ended that could not go on."""

    def __init__(self, roster: Roster, cloud: Clouds, ends: Sequence[str]) -> None:
        self._roster, self._lines, self._ends = roster, cloud.lines, ends
        self._last = [int(line.run.step[-1]) for line in cloud.lines]
        self.artists: tuple[Artist, ...] = roster.artists

    def show(self, moment: Moment) -> None:
        """Show the values of the last step that is complete."""
        for index, (line, step) in enumerate(zip(self._lines, moment.steps, strict=True)):
            end = self._ends[index] if step >= self._last[index] else ""
            self._roster.say(index, brief_fate(end), told_at(line.run, line.values, step))


class End:
    """How a lone run ended that could not go on, below its value."""

    def __init__(self, canvas: Canvas, side: Box, words: str, last: int) -> None:
        x, y = side.left / canvas.points[0], (side.high - LOW) / canvas.points[1]
        self._text, self._words, self._last = canvas.text(x, y, "", size=ENDED, va="top"), words, last
        self.artists: tuple[Artist, ...] = (self._text,)

    def show(self, moment: Moment) -> None:
        """Say it once the run has ended."""
        self._text.set_text(self._words if moment.step >= self._last else "")


def _share_label(canvas: Canvas, axes: Sequence[Axes], panels: Sequence[Box], window: int, *, is_aside: bool) -> None:
    """Write what panels in a row are drawn against once, below all of them or beside their numbers.

    Below them it says over how many values the line among dots is a median, where there are any.
    """
    width, height = canvas.points
    for one in axes:
        one.set_xlabel("")
    first, how = panels[0], dict[str, Any](color=canvas.style.muted)
    if is_aside:
        canvas.text(
            (first.left - 10) / width, (first.low - 7) / height, said("step"), ha="right", va="top", size=9.5, **how
        )
        return
    x, y = (first.left + panels[-1].right) / 2, first.low - LABEL
    words = said("step; line among dots: median of {count} values", count=window) if window else said("step")
    canvas.text(x / width, y / height, words, ha="center", va="top", **how)


def _fit_title(canvas: Canvas, axes: Axes, word: str, above: float) -> None:
    """Write the title above axes, or where it is wider than these a word for it, and leave so many points below it."""
    title, place = axes.get_title(loc="left"), axes.get_position()
    room = place.width + 0.25 * BETWEEN / canvas.points[0]

    def width(words: str) -> float:
        return canvas.width_of(words, 11)

    words = first_fitting((title, word[:1].upper() + word[1:]), width, room)
    fitted = fit_title(words, width, room, size=11, least=LEAST_TITLE, most=1)
    axes.set_title(fitted.lines[0], loc="left", fontsize=fitted.size, pad=7 + above)
    place.y1 -= above / canvas.points[1]
    axes.set_position(place)


def _readout(cloud: Clouds, texts: Sequence[Text]) -> Readout:
    """Return what shows the value of each run's curve."""
    return Readout(texts, [line.run for line in cloud.lines], [line.values for line in cloud.lines])
