"""Adam on a board: the gradient, its mean and its size as arrows and a box at the ball, and over the steps."""

from typing import Any

import numpy as np
from manim import ValueTracker, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.trajectory import Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.ledger.ledger import StepLedger
from gdviz.ledger.terms import of_line
from gdviz.pens.pen import Pen
from gdviz.props.anatomy.worksheet import NAMES, Worksheet
from gdviz.stage.board import Board
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PenMobject, PixelMobject, animated
from gdviz.stage.path import PathOnBoard
from gdviz.stage.stage import Stage
from gdviz.stage.symbols import Symbols
from gdviz.stage.typeset import points
from gdviz.style.colors import mix

Array = NDArray[np.float64]
# How long the first gradient is drawn, and the first step at most, in shorter sides of the board.
REACH, STEP_REACH = 0.55, 0.34
LABEL, BALL = 11.0, 6.0
# In points: curves lower than this have no numbers below them, and the size of their key.
LOW, SIGN = 66.0, 9.0
# A board lower than this, in points, has no numbers and names.
BARE = 110.0


class MomentBoard:
    """The landscape with the ball of the first run, and at it what the step that is being taken is made of.

    Parameters
    ----------
    stage
        The scene.
    box
        Where the board goes with its numbers and names, as a share of the frame.
    sheet
        Knows the step's numbers.

    Attributes
    ----------
    board
        The axes.
    still, moving
        The mobjects to add: those that never change, and those that follow the clock.
    gradient, mean, box, corrected, divided, shrunk
        From 0 to 1: how much is seen of the gradient, of its mean and of the box of its size; how far mean and size are
        corrected; how far the mean's arrow has become the step's, drawn longer; and how far that has its true length.
    """

    def __init__(self, stage: Stage, box: Share, sheet: Worksheet) -> None:
        run, landscape, self._stage, self._sheet = stage.run, stage.run.landscape, stage, sheet
        self._size = sheet.terms.symbol
        self._symbols = Symbols(stage, ["-g", "-m", r"-\hat{m}", self._size, r"\eta"])
        self._landscape, self._is_flat = landscape, len(landscape.y) > 0
        # In a plane of components a parameter has no direction of its own, and a box no sense.
        self._is_square = self._is_flat and landscape.is_whole_space
        self._track = Trajectory.of(run, landscape)
        self.board = _board_over(stage, box, landscape)
        self.gradient, self.mean, self.box = (ValueTracker(0) for _ in range(3))
        self.corrected, self.divided, self.shrunk = (ValueTracker(0) for _ in range(3))
        self._to_scene = (self.board.corners[1] - self.board.corners[0]) / np.diff(self.board.limits)[:, 0]
        first, side = sheet.columns.page(1), float((self.board.corners[1] - self.board.corners[0]).min())
        drawn = float(np.linalg.norm(self._scene(of_line(first, "g"))))
        self._unit = REACH * side / drawn if np.isfinite(drawn) and drawn > 0 else 0.0
        self.longer = _times(STEP_REACH * side, float(np.linalg.norm(self._scene(first.step.end - first.step.start))))
        words = "step" if self.longer == 1 else f"step, drawn {self.longer:,} × as long"
        self._step_label = Label(stage, words, 11.0, color=sheet.colors["step"], bold=True)
        self.still: list[Any] = [self.board.frame]
        self.moving: list[PixelMobject] = []
        below, above = self.board.draw(self._draw_below), self.board.draw(self._draw_above, clip=False)
        if self._is_flat:
            runner = PathOnBoard(stage, self.board, self._track, stage.looks[0], radius=BALL)
            self.still.insert(0, self.board.field(landscape))
            self.moving = [runner.path, below, runner.ball, above]
        else:
            self.still.append(self.board.curve(landscape.x, landscape.loss, stage.style.muted, 1.8))
            self.moving = [below, self.board.draw(self._draw_ball, clip=False), above]

    @property
    def at(self) -> Array:
        """Where the ball is, in scene coordinates (3,)."""
        return self._place(self._track.at(self._stage.step.get_value()))

    def tip(self, name: str) -> Array | None:
        """Return where the arrow of the gradient or of the mean ends now (2,), or None where there is none."""
        found = self._begins(self._sheet.page)
        return None if found is None else found[0] + found[1][name]

    def leave(self) -> list[Any]:
        """Return the animations after which the step's arrow and the box are not seen."""
        return [animated(tracker, 0.0) for tracker in (self.mean, self.box)]

    def settle(self) -> None:
        """Make ready for the next steps: the mean's arrow is the mean's again, and is not seen."""
        for tracker in (self.mean, self.box, self.divided, self.shrunk):
            tracker.set_value(0)

    def _place(self, point: Array) -> Array:
        """Return where a point of the landscape's plane or line is drawn."""
        if not self._is_flat:
            point = np.array([point[0], np.interp(point[0], self._landscape.x, self._landscape.loss)])
        return self.board.place(point)

    def _scene(self, vector: Array) -> Array:
        """Return a vector of parameters (D,) in scene units (2,)."""
        flat = self._landscape.axes @ vector
        return self._to_scene * (flat if self._is_flat else np.array([flat[0], 0.0]))

    def _draw_ball(self, pen: Pen) -> None:
        look, style = self._stage.looks[0], self._stage.style
        pen.ball(self.at, BALL, look.color, rim=mix(style.casing, look.color, 0.15))

    def _begins(self, page: StepLedger) -> tuple[Array, dict[str, Array]] | None:
        """Return where the step begins, and what `_ends` returns; None where there is nothing to draw."""
        if self._track.is_gone(self._stage.step.get_value()):
            return None
        ends = self._ends(page)
        start = self._place(self._landscape.project(page.step.start))[:2]
        return (start, ends) if np.isfinite([start, *ends.values()]).all() else None

    def _draw_below(self, pen: Pen) -> None:
        """Draw what lies below the ball."""
        if (found := self._begins(self._sheet.page)) is not None:
            at, ends = found
            self._draw_box(pen, at, ends["box"])
            with pen.faded(self.gradient.get_value()):
                pale = mix(self._sheet.colors["gradient"], self._stage.style.field[-1], 0.35)
                pen.arrow(at, at + ends["gradient"], pale, 5.2, casing=self._stage.style.casing)

    def _draw_above(self, pen: Pen) -> None:
        """Draw what lies above the ball: at first the mean's arrow is no longer than that is wide."""
        page = self._sheet.page
        if (found := self._begins(page)) is not None:
            at, ends = found
            seen = self.mean.get_value() * float(np.clip(np.hypot(*ends["mean"]) / points(3) - 1, 0, 1))
            with pen.within(self.board.corners), pen.faded(seen):
                pen.arrow(at, at + ends["mean"], self._color("memory", "step"), 2.8, casing=self._stage.style.casing)
            self._label(pen, page, at, ends)

    def _ends(self, page: StepLedger) -> dict[str, Array]:
        """Return where the gradient, the mean's arrow and the far corner of the box end, from the ball."""
        with np.errstate(all="ignore"):
            share, divided, t = self.corrected.get_value(), self.divided.get_value(), page.step.t
            options, hat = page.step.options, of_line(page, r"\hat{m}")
            mean = of_line(page, "m") + share * (hat - of_line(page, "m"))
            terms = self._sheet.terms
            size = terms.divisor(page)
            start = size * np.sqrt(1 - float(options["beta2"]) ** t) if terms.corrected else size
            size = start + share * (size - start)
            longer = self.longer + self.shrunk.get_value() * (1 - self.longer)
            step = self._scene(longer * (page.step.end - page.step.start))
            square = self._scene(longer * page.step.rate * np.sign(-hat))
            arrow, box = self._unit * self._scene(-mean), self._unit * self._scene(np.sign(-hat) * size)
            return {
                "gradient": self._unit * self._scene(-of_line(page, "g")),
                "mean": arrow + divided * (step - arrow),
                "box": box + divided * (square - box),
            }

    def _draw_box(self, pen: Pen, at: Array, end: Array) -> None:
        seen = self.box.get_value()
        if seen <= 0 or not self._is_square:
            return
        corners = at + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * end
        color = self._color("size", "step")
        pen.polygon(corners, color, alpha=0.20 * seen)
        pen.line(corners, color, 1.4, alpha=seen, closed=True)

    def _label(self, pen: Pen, page: StepLedger, at: Array, ends: dict[str, Array]) -> None:
        """Name what is drawn."""
        colors, (tip, arrow, box) = self._sheet.colors, (ends[name] for name in ("gradient", "mean", "box"))
        divided, mean = self.divided.get_value(), self.mean.get_value()
        early, late = max(1 - 2 * divided, 0.0), max(2 * divided - 1, 0.0)
        low, off = 0.35 * points(LABEL), points(13)

        def name(symbol: str, place: Array, color: str, seen: float) -> None:
            if seen > 0:
                with pen.faded(seen):
                    inside = np.clip(at + place, self.board.corners[0] + off, self.board.corners[1] - off)
                    self._symbols.draw(pen, symbol, inside - [0, low], LABEL, align=0.5, color=color, cased=True)

        name("-g", tip + off * _unit(tip), colors["gradient"], self.gradient.get_value() * early * _shows(tip))
        across = np.array([[0, -1], [1, 0]]) @ _unit(arrow)
        corrected = self.corrected.get_value() > 0.5
        beside = (0.66 if corrected else 1.0) * arrow + off * (1.1 + 0.6 * abs(across[0])) * across
        symbol, seen = r"-\hat{m}" if corrected else "-m", 1.0 if page.step.t == 1 else _shows(arrow)
        name(symbol, beside, colors["memory"], mean * early * seen)
        if self._is_square:
            out = 1.2 * off * np.sign(box)
            big = float(np.clip(np.abs(box).min() / points(12) - 0.5, 0, 1)) * self.box.get_value()
            name(self._size, np.array([box[0] + out[0], 0.2 * box[1]]), colors["size"], big * early)
            for place in ([box[0] + 0.7 * out[0], 0.4 * box[1]], [0.4 * box[0], box[1] + 0.7 * out[1]]):
                name(r"\eta", np.array(place), colors["step"], late * big * (1 - self.shrunk.get_value()))
        with pen.faded(mean * late * (1 - self.shrunk.get_value())):
            side = 1 if arrow[0] >= 0 else -1
            aside = at + arrow + np.array([side * points(9), np.sign(arrow[1]) * points(7)])
            self._step_label.draw(pen, aside, align=((1 - side) / 2, 0.5), cased=True)

    def _color(self, one: str, other: str) -> str:
        colors = self._sheet.colors
        return mix(colors[one], colors[other], self.divided.get_value())


def _unit(vector: Array) -> Array:
    length = float(np.hypot(*vector))
    return vector / length if length > 0 else np.zeros(2)


def _shows(vector: Array) -> float:
    return float(np.clip(np.hypot(*vector) / points(12) - 1, 0, 1))


def _times(room: float, length: float) -> int:
    """Return how many times as long something is drawn, a round number, so that it fills its room at most."""
    if not 0 < length < room:
        return 1
    whole = 10 ** int(np.floor(np.log10(room / length)))
    return int(whole * np.floor(room / length / whole))


def _board_over(stage: Stage, box: Share, landscape: Landscape) -> Board:
    # Where there is little room all of it is the board's.
    is_low = (box.high - box.low) * stage.page.height < BARE
    looks: dict[str, Any] = {"ticks": 0, "names": ("", "")} if is_low else {"ticks": 4, "whole": True}
    if len(landscape.y):
        return Board.over(stage, box, landscape, **looks)
    finite = landscape.loss[np.isfinite(landscape.loss)]
    low, high = float(finite.min()), float(finite.max())
    pad = 0.06 * (high - low) or 1.0
    limits = np.array([landscape.x[[0, -1]], [low - pad, high + pad]])
    return Board(stage, box, limits, **{"names": (names_of_parameters(stage.run)[0], "loss"), **looks})


class MomentCurves(PenMobject):
    """For each parameter shown the mean over the steps so far, within plus and minus the size, and the gradient thin.

    Its box holds names and numbers too; where it is low there are no numbers. Hidden until `appear` is played.
    """

    def __init__(self, stage: Stage, box: Share, sheet: Worksheet) -> None:
        self._stage, self._sheet = stage, sheet
        self._legend = ((rf"\pm {sheet.terms.symbol}", "size"), (r"\hat{m}", "memory"), ("g", "gradient"))
        self._symbols = Symbols(stage, [part for part, _ in self._legend])
        size = np.array([config.frame_width, config.frame_height])
        corners = (box.corners - 0.5) * size
        is_low = corners[1, 1] - corners[0, 1] < points(LOW)
        corners += points(1) * np.array([[0, 2.0 if is_low else NAMES + 4], [0, -NAMES - 6]])
        gap = points(16)
        width = (corners[1, 0] - corners[0, 0] - gap * (len(sheet.chosen) - 1)) / len(sheet.chosen)
        names = [Label(stage, stage.run.problem["parameters"][i], NAMES, color=stage.style.muted) for i in sheet.chosen]
        self._names = [
            full if full.width < width / 2 else short for full, short in zip(names, sheet.names, strict=True)
        ]
        lefts = corners[0, 0] + (width + gap) * np.arange(len(sheet.chosen))
        numbers = () if is_low else ("step 1", f"{stage.steps:,}")
        self._ends = [Label(stage, words, NAMES, color=stage.style.muted) for words in numbers]
        self._boxes = [np.array([[left, corners[0, 1]], [left + width, corners[1, 1]]]) for left in lefts]
        steps = np.unique(np.geomspace(1, stage.steps, 300).round().astype(int))
        steps = np.union1d(steps, np.linspace(1, stage.steps, min(stage.steps, 300)).round().astype(int))
        self._at = steps.astype(float)
        found = [_values_of(sheet, int(t)) for t in steps]
        self._values = np.stack(found)
        finite = np.where(np.isfinite(self._values[:, 1:]), np.abs(self._values[:, 1:]), 0.0)
        self._scale = np.maximum(finite.max(axis=(0, 1)), 1e-300)
        super().__init__(self._draw, hidden=True)

    def _draw(self, pen: Pen) -> None:
        now = min(max(self._stage.step.get_value(), 1.0), float(self._stage.steps))
        seen = self._at <= now + 1e-9
        colors = self._sheet.colors
        for i, box in enumerate(self._boxes):
            (left, low), (right, high) = box
            middle, half = (low + high) / 2, (high - low) / 2 / 1.06
            x = left + (self._at[seen] - 1) / max(self._stage.steps - 1, 1) * (right - left)
            share = np.clip(np.nan_to_num(self._values[seen, :, i] / self._scale[i]), -1.06, 1.06)
            y = middle + half * share
            gradient, mean, size = (np.stack([x, y[:, k]], axis=-1) for k in range(3))
            below = np.stack([x, 2 * middle - y[:, 2]], axis=-1)
            pen.line(np.array([[left, middle], [right, middle]]), self._stage.style.grid, 1.0)
            pen.polygon(np.concatenate([size, below[::-1]]), colors["size"], alpha=0.16)
            for edge in (size, below):
                pen.line(edge, colors["size"], 1.4)
            pen.line(gradient, colors["gradient"], 1.1, alpha=0.9)
            pen.line(mean, colors["memory"], 2.4)
            for end, color in ((size, "size"), (below, "size"), (mean, "memory")):
                pen.dot(end[-1], 2.6, colors[color])
            for label, edge, align in zip(self._ends, (left, right), (0, 1), strict=False):
                label.draw(pen, np.array([edge, low - points(4)]), align=(align, 1))
            line = np.array([left, high + points(5)])
            self._names[i].draw(pen, line)
            at = right
            # Where there is little room the worksheet beside tells which colour is whose.
            for part, kind in self._legend if self._ends else ():
                self._symbols.draw(pen, part, np.array([at, line[1]]), SIGN, align=1.0, color=colors[kind])
                at -= self._symbols.width(part, SIGN) + points(8)


def _values_of(sheet: Worksheet, t: int) -> Array:
    """Return gradient, corrected mean and size of the parameters shown, shape (3, n)."""
    page = sheet.columns.page(t)
    return np.stack([of_line(page, "g"), of_line(page, r"\hat{m}"), sheet.terms.divisor(page)])[:, sheet.chosen]
