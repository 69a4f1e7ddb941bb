"""Adam on a board: the gradient, its mean and its size as arrows and a box at the ball."""

from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.framing import is_to_scale, names_of_parameters
from gdviz.analysis.trajectory import Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.ledger.ledger import StepLedger
from gdviz.ledger.terms import of_line
from gdviz.pens.pen import Pen
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.stage.board import Board
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PixelMobject, animated
from gdviz.stage.path import PathOnBoard
from gdviz.stage.stage import Stage
from gdviz.stage.symbols import Symbols
from gdviz.stage.typeset import points
from gdviz.style.colors import mix

Array = NDArray[np.float64]
# How long the first gradient is drawn, and the first step at most, in shorter sides of the board.
REACH, STEP_REACH = 0.55, 0.34
# Words take this share of the board's width at most.
WORDS = 0.55
LABEL, BALL = 11.0, 6.0
# A board in a box narrower or lower than this, in points, has no numbers and names.
BARE = (230.0, 130.0)


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
        words = [said("step")]
        if self.longer > 1:
            words = [
                said("step, drawn {times} × as long", times=self.longer),
                said("step × {times}", times=self.longer),
            ]
        room = WORDS * float(np.ptp(self.board.corners[:, 0]))
        named = [Label(stage, one, LABEL, color=sheet.colors["step"], bold=True) for one in words]
        self._step_label = next((label for label in named if label.width <= room), named[-1])
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

        def inside(place: Array) -> Array:
            return np.clip(at + place, self.board.corners[0] + off, self.board.corners[1] - off)

        def name(symbol: str, place: Array, color: str, seen: float) -> None:
            if seen > 0:
                with pen.faded(seen):
                    where = inside(place) - [0, low]
                    self._symbols.draw(pen, symbol, where, LABEL, align=0.5, color=color, cased=True)

        name("-g", tip + off * _unit(tip), colors["gradient"], self.gradient.get_value() * early * _shows(tip))
        across = np.array([[0, -1], [1, 0]]) @ _unit(arrow)
        corrected = self.corrected.get_value() > 0.5
        beside = (0.66 if corrected else 1.0) * arrow + off * (1.1 + 0.6 * abs(across[0])) * across
        symbol, seen = r"-\hat{m}" if corrected else "-m", 1.0 if page.step.t == 1 else _shows(arrow)
        name(symbol, beside, colors["memory"], mean * early * seen)
        if self._is_square:
            out = 1.2 * off * np.sign(box)
            big = float(np.clip(np.abs(box).min() / points(12) - 0.5, 0, 1)) * self.box.get_value()
            # Along the box' far side, where it is farthest from the arrow's name.
            places = np.array([[box[0] + out[0], share * box[1]] for share in (0.2, 0.5, 0.85)])
            away = [float(np.hypot(*(inside(place) - inside(beside)))) for place in places]
            at_size = places[0] if away[0] > 1.8 * off else places[int(np.argmax(away))]
            name(self._size, at_size, colors["size"], big * early)
            for place in ([box[0] + 0.7 * out[0], 0.4 * box[1]], [0.4 * box[0], box[1] + 0.7 * out[1]]):
                name(r"\eta", np.array(place), colors["step"], late * big * (1 - self.shrunk.get_value()))
        with pen.faded(mean * late * (1 - self.shrunk.get_value())):
            (left, floor), (right, top) = self.board.corners + points(1) * np.array([[4.0, 7.0], [-4.0, -7.0]])
            # Beyond the tip, or where there is no room, on the other side of it.
            x, y = at + arrow + np.array([0.0, np.sign(arrow[1]) * points(7)])
            aside, wide = points(9), self._step_label.width
            side = 1 if arrow[0] >= 0 else -1
            side = side if left <= x + side * (aside + wide) <= right else -side
            start = float(np.clip(x + side * aside - (wide if side < 0 else 0.0), left, max(right - wide, left)))
            self._step_label.draw(pen, np.array([start, np.clip(y, floor, top)]), align=(0, 0.5), cased=True)

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


def size_over(landscape: Landscape, box: Box) -> Array:
    """Return how wide and high (2,) the board over a landscape is in a box, in points."""
    size = np.array([box.width, box.height])
    if not is_to_scale(landscape):
        return size
    span = np.array([np.ptp(landscape.x), np.ptp(landscape.y)])
    return np.asarray(span * (size / span).min())


def _board_over(stage: Stage, box: Share, landscape: Landscape) -> Board:
    # Where there is little room all of it is the board's.
    page = stage.page
    is_low = (box.right - box.left) * page.width < BARE[0] or (box.high - box.low) * page.height < BARE[1]
    looks: dict[str, Any] = {"ticks": 0, "names": ("", "")} if is_low else {"ticks": 4, "whole": True}
    if len(landscape.y):
        return Board.over(stage, box, landscape, **looks)
    finite = landscape.loss[np.isfinite(landscape.loss)]
    low, high = float(finite.min()), float(finite.max())
    pad = 0.06 * (high - low) or 1.0
    limits = np.array([landscape.x[[0, -1]], [low - pad, high + pad]])
    return Board(stage, box, limits, **{"names": (names_of_parameters(stage.run)[0], said("loss")), **looks})
