"""The map of basins: the landscape coloured by where each start ends, as a run has recorded it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ValueTracker, linear
from numpy.typing import NDArray

from gdviz.analysis.comparison import sentence
from gdviz.languages import counted, listed, phrased, prose, said
from gdviz.pens.pen import Pen
from gdviz.props.basins.patches import LabelRaster, Labels, blown_up, borders, halved
from gdviz.runs.run import Run
from gdviz.stage.board import Board
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.colors import mix, rgb
from gdviz.style.numerals import per_cent
from gdviz.style.themes import HAIRLINES, Style

Array = NDArray[np.float64]

# A label in the run's map, of starts that come to no end.
MOVING = -2
# How far a basin's colour lies from the page's: where few steps lead to its end, and where most do.
QUICK, SLOW = 0.68, 0.34
# How grey the starts are that leave or diverge, and those that come to no end.
NO_END = {-1: 0.15, MOVING: 0.6}
# Grey is no basin's colour: it stands for what comes to no end.
COLOURED = 0.25
# Shares below this are not written on the map.
WRITTEN = 0.04
# How much of the map's growth is timed by the logarithm of the steps.
BY_LOG = 0.35
# Basins that hold less than this share of all starts are not what a map is about.
MOST = 0.5
# Of smaller shares it is not said how small they are.
LEAST = 0.01
# Of starts without an end that are a smaller share than this the number is told.
LOST = 0.005
# A run's own end is that of a basin if it is this near to it, in sides of the landscape.
NEAR = 0.02


class BasinMap:
    """Where every start of a run's grid ends, on a board over its landscape.

    Parameters
    ----------
    stage
        The scene.
    board
        Over the landscape of `run`.
    run
        One with basins.

    Attributes
    ----------
    run
        That run.
    places, colors, share
        Of the ends: where they are (k, 2), their colours, and the shares of all starts that come to them (k,).
    map, ends
        The mobjects to add: the map, as far as it has grown, and rings around the ends, with their shares where
        `shares` is seen.
    reach
        How far the map has grown: from 0, where it is not seen, to 1. `steps` is the number of steps that it shows.
    """

    def __init__(self, stage: Stage, board: Board, run: Run) -> None:
        self._style, self._board, self.run = stage.style, board, run
        self.places: Array = np.asarray(run.arrays["basins.ends"], float)
        self._label, self._steps = np.asarray(run.arrays["basins.label"]), np.asarray(run.arrays["basins.steps"])
        colors = palette(stage.style)
        self.colors = [colors[i % len(colors)] for i in apart(self._label, len(self.places), len(colors))]
        self.share = shares_of(run)
        self.reach, self.shares = ValueTracker(0), ValueTracker(0)
        self._pace = pace(self._steps[self._label >= 0], self.longest)
        self._sheet: LabelRaster | None = None
        # The shares of starts that come to no end, and that diverge or leave.
        self._gone = [float(np.mean(self._label == label)) for label in (MOVING, -1)]
        self._percents = percents([*self.share.tolist(), *self._gone])
        self._names = [
            Label(stage, words, 13, bold=True) if share >= WRITTEN else None
            for share, words in zip(self.share.tolist(), self._percents, strict=False)
        ]
        self.map = PixelMobject(self._paint)
        self.ends = board.draw(self._draw_ends, hidden=True)

    @property
    def longest(self) -> int:
        """The most steps that any start took to come near its end."""
        return int(self._steps[self._label >= 0].max(initial=1))

    @property
    def steps(self) -> float:
        """The number of steps whose starts the map shows: the fewer arrive in a step, the faster it goes."""
        return float(np.interp(self.reach.get_value(), self._pace, np.arange(len(self._pace))))

    @property
    def arrived(self) -> float:
        """How many of a hundred starts are near their end within `steps`, to the tenth below."""
        return float(np.floor(1000 * np.mean((self._label >= 0) & (self._steps <= self.steps + 1e-6))) / 10)

    @property
    def grid(self) -> str:
        """The number of starts along each side, in words."""
        height, width = self._label.shape
        return f"{width} × {height}"

    @property
    def lost(self) -> str:
        """What becomes of starts that come to no end, in words; empty where there are none."""
        moving, gone = self._percents[len(self.share) :]
        percents = (said("{percent} come to no end", percent=moving), said("{percent} diverge or leave", percent=gone))
        counts = [round(share * self._label.size) for share in self._gone]
        numbers = (
            counted("{n} start comes to no end", "{n} starts come to no end", counts[0]),
            counted("{n} start diverges or leaves", "{n} starts diverge or leave", counts[1]),
        )
        many = [words for words, share in zip(percents, self._gone, strict=True) if share >= LOST]
        few = [words for words, share in zip(numbers, self._gone, strict=True) if 0 < share < LOST]
        return prose(
            [said("Grey: {shares}.", shares=listed(many)) if many else "", sentence(listed(few)) if few else ""]
        )

    @property
    def verdict(self) -> str:
        """The conclusion, in words."""
        whole = float(self.share.sum())
        if whole < MOST:
            if 0 < whole < LEAST:
                return said("Less than {percent} of the starts come to an end.", percent=per_cent(100 * LEAST))
            return said("Only {percent} of the starts come to an end.", percent=percent(whole))
        if (n := len(self.places)) > 1:
            return counted(
                "{n} basin: a small move of the start, another end.",
                "{n} basins: a small move of the start, another end.",
                n,
            )
        if whole == 1:
            return said("One basin: every start ends in one place.")
        return said("One basin: {percent} of the starts end in one place.", percent=percent(whole))

    @property
    def shares_in_words(self) -> str:
        """The shares of the basins, largest first, in words."""
        order = np.argsort(-self.share, kind="stable").tolist()
        return phrased([*(self._percents[i] for i in order[:6]), *(["…"] if len(order) > 6 else [])])

    def grow(self, share: float = 1.0, **options: Any) -> Any:
        """Return the animation in which the map grows around its ends."""
        return animated(self.reach, share, linear, **options)

    def name(self, **options: Any) -> Any:
        """Return the animation in which the shares appear."""
        return animated(self.shares, 1.0, **options)

    def end_at(self, point: Array) -> int | None:
        """Return the number of the end that a place (2,) in the landscape is as good as, or None."""
        distance = (np.abs(self.places - point) / np.ptp(self._board.limits, axis=1)).max(axis=1)
        return int(distance.argmin()) if len(distance) and distance.min() <= NEAR else None

    def color_of(self, end: int | None) -> str:
        """Return the colour of an end, grey for none."""
        return self._style.muted if end is None else self.colors[end]

    def _draw_ends(self, pen: Pen) -> None:
        low, high = self._board.corners
        for place, name, color in zip(self._board.place(self.places), self._names, self.colors, strict=True):
            # On a map of its own colour the ring would not be seen.
            shade = mix(color, self._style.ink, self.reach.get_value())
            pen.ring(place, 5.5, shade, 2.2, casing=self._style.casing)
            seen = self.shares.get_value()
            if name is None or seen <= 0:
                continue
            # On the side that looks outwards: paths come from the other.
            up = 2 * place[1] > low[1] + high[1]
            at = np.array([place[0], place[1] + points(11 if up else -11)])
            room = np.array([name.width / 2 + points(4), points(4)])
            with pen.faded(seen):
                name.draw(pen, np.clip(at, low + room, high - room), align=(0.5, 0 if up else 1), cased=True)

    def _paint(self, pixels: Pixels, seen: float) -> None:
        if self.reach.get_value() <= 0:
            return
        if self._sheet is None:
            self._sheet = self._make(pixels)
        whole = self.reach.get_value() >= 1
        picture = self._sheet.whole if whole else self._sheet.upto(float(np.log1p(self.steps)))
        pen_on(pixels).image(picture, (self._board.corners[0, 0], self._board.corners[1, 1]), alpha=seen)

    def _make(self, pixels: Pixels) -> LabelRaster:
        """Return the map in the board's own pixels: colours by end and by steps, borders, and hairlines on top."""
        style = self._style
        left, low, right, high = self._board.pixels(pixels.shape)
        fine = 2 if low - high < 1200 else 1
        winner, when = blown_up(self._label, self._steps, (fine * (low - high), fine * (right - left)))
        quick, slow = np.log1p(np.percentile(self._steps, [3, 97]))
        slowness = np.clip((when - quick) / max(slow - quick, 0.5), 0, 1)
        shades = {name: _shades(style, color) for name, color in enumerate(self.colors)}
        shades |= {name: _shades(style, mix(style.background, style.muted, share)) for name, share in NO_END.items()}
        picture = np.empty((*winner.shape, 3), np.float32)
        for name in np.unique(winner).tolist():
            held = winner == name
            picture[held] = shades[name][np.rint(255 * slowness[held]).astype(int)]
        picture[borders(winner, fine)] = rgb(style.casing)
        lines = np.zeros_like(pixels)
        self._board.draw_hairlines(pen_on(lines), self.run.landscape, 1.3 * HAIRLINES)
        over = lines[high:low, left:right].astype(np.float32)
        # What comes to no end is shown when all else is.
        when = np.where(winner >= 0, when, np.log1p(self.longest)).astype(np.float32)
        picture = halved(picture, fine)
        picture = 255 * picture * (1 - over[..., 3:] / 255) + over[..., :3]
        return LabelRaster(picture.astype(np.float32), halved(when, fine), 255 * rgb(style.ink).astype(np.float32))


def shares_of(run: Run) -> Array:
    """Return the shares of all starts of a run's grid that come to each end (k,)."""
    label = np.asarray(run.arrays["basins.label"])
    shares: Array = np.bincount(label[label >= 0], minlength=len(run.arrays["basins.ends"])) / label.size
    return shares


def title_of(run: Run) -> str:
    """Return the point that the map of a run makes, in words."""
    shares = shares_of(run)
    if shares.sum() < MOST:
        return said("Most starts come to no end")
    if len(shares) > 1:
        return said("Where you start decides where you end")
    return said("All that arrives ends in one place")


def pace(steps: Labels, longest: int) -> Array:
    """Return how much of the time has gone when the map shows 0, 1, ... steps: from 0 to 1, rising.

    It goes mostly by the share of starts that have arrived, and a little by the logarithm of the steps.
    """
    arrived = np.cumsum(np.bincount(steps, minlength=longest + 1)[: longest + 1])
    shares = (arrived - arrived[0]) / max(float(arrived[-1] - arrived[0]), 1.0)
    logs = np.log1p(np.arange(longest + 1)) / np.log1p(longest)
    rising: Array = (1 - BY_LOG) * shares + BY_LOG * logs
    return rising / rising[-1]


def palette(style: Style) -> list[str]:
    """Return the style's colours that are no greys."""
    return [look.color for look in style.series if np.ptp(rgb(look.color)) >= COLOURED]


def apart(label: Labels, ends: int, colors: int) -> list[int]:
    """Return a colour for every end: each its own where they suffice, else others than those of its neighbours."""
    if ends <= colors:
        return list(range(ends))
    pairs = [(label[:, 1:], label[:, :-1]), (label[1:], label[:-1]), (label[1:, 1:], label[:-1, :-1])]
    touch = np.zeros((ends, ends), int)
    for one, other in pairs:
        both = (one >= 0) & (other >= 0) & (one != other)
        np.add.at(touch, (one[both], other[both]), 1)
    touch += touch.T
    chosen: list[int] = []
    for end in range(ends):
        costs = np.zeros(colors)
        np.add.at(costs, np.array(chosen, int), touch[end, :end])
        used = np.bincount(np.array(chosen, int), minlength=colors)
        chosen.append(int(np.lexsort((used, costs))[0]))
    return chosen


def percent(share: float) -> str:
    """Return a share in words, never 0% nor 100% of what is only nearly so."""
    if 0 < share < LEAST:
        return said("<{percent}", percent=per_cent(100 * LEAST))
    return per_cent(min(round(100 * share), 99) if share < 1 else 100)


def percents(shares: Sequence[float]) -> list[str]:
    """Return shares of one whole in words that add up to what they are together: what is lost most by cutting gains.

    As for a lone one, none is 0% or 100% that is only nearly so.
    """
    hundredths = 100 * np.asarray(shares, float)
    whole = np.floor(hundredths + 1e-9)
    missing = round(float(hundredths.sum())) - int(whole.sum())
    parts = np.where(hundredths >= 1, hundredths - whole, -1.0)
    gaining = [i for i in np.argsort(-parts, kind="stable").tolist() if hundredths[i] >= 1 and whole[i] < 99]
    whole[gaining[: max(missing, 0)]] += 1
    return [
        percent(share) if 0 < share < LEAST else per_cent(count) for share, count in zip(shares, whole, strict=True)
    ]


def _shades(style: Style, color: str) -> Labels:
    """Return 256 colours (256, 3) in [0, 1], from where few steps lead to the end to where most do."""
    share = np.linspace(QUICK, SLOW, 256)[:, None]
    return (rgb(style.background) + share * (rgb(color) - rgb(style.background))).astype(np.float32)
