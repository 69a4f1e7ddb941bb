"""The velocity of a run with momentum as an arrow at its ball, and one of its steps taken apart."""

from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from gdviz.analysis.comparison import rate_in_words
from gdviz.analysis.momentum import Parts, kept, momentum_of, parts_of, velocity
from gdviz.analysis.placement import keep_inside
from gdviz.analysis.trajectory import steps_of
from gdviz.languages import phrased, said
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import Label
from gdviz.stage.overview import Overview
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage, last_shown
from gdviz.stage.typeset import points
from gdviz.style.numerals import number, tick

Array = NDArray[np.float64]
WIDTH, WORDS = 2.8, 11.0
# Arrows are magnified by a round number so that most are about as long as this share of the board's shorter side; none
# is shorter than what it stands for unless that would fill more than the other.
LONG, TOO_LONG = 0.2, 0.7
# Shorter than this, in points, no arrow is seen; and within so many of the board's edge its tip makes it fade.
SEEN, EDGE = 6.0, 8.0
# Where a step is taken apart, its longest part is about as long as this share.
APART = 0.3
# Lengths are taken from so many of the steps, and one among the first of them is taken apart.
SAMPLED, EARLY = 2000, 200
# What the length of its parts counts, beside the room between them, when a step is chosen; one that has to be magnified
# less is preferred.
LONGER = 0.05
# Names are so far from their arrows, in points, and so far along them; about a ball it is clear.
AWAY, ALONG, BALL = (8.0, 16.0, 26.0, 38.0), (0.5, 0.3, 0.7, 0.1, 0.9), 8.0


class MomentumArrow:
    """The velocity of one run on an overview: the step that led to where it is, and that it would go on with by itself.

    Parameters
    ----------
    stage, overview
        The scene, and where the run is.
    index, other
        Of the run that has momentum, and of that which has none.

    Attributes
    ----------
    arrow
        The mobject that shows the velocity at the clock's step. It is hidden.
    pieces, names
        The mobjects that show a step taken apart, as far as it has been shown: arrows, and above all else what they
        are. They are hidden.
    parts
        The step that can be taken apart, or None.
    factor
        How many times as long as the step an arrow is.
    """

    def __init__(self, stage: Stage, overview: Overview, index: int, other: int) -> None:
        self._stage, self._run, self._overview = stage, stage.shown[index], overview
        self._runner, board = overview.runners[index], overview.board
        self._scale = (board.corners[1] - board.corners[0]) / (board.limits[:, 1] - board.limits[:, 0])
        self._lengths, self._rows = self._stepped()
        self.factor = self._magnified()
        self.parts, self._closer = self._chosen()
        style = stage.style
        self._inks = (style.ink, stage.looks[other].color, stage.looks[index].color)
        self._labels = [
            Label(stage, words, WORDS, color=ink, bold=True)
            for words, ink in zip((said("carried over"), said("the slope"), said("next step")), self._inks, strict=True)
        ]
        self._notes = {
            factor: Label(stage, said("arrows: {factor} × the step", factor=tick(factor)), 10, color=style.ink)
            for factor in {self.factor, self._closer} - {1.0}
        }
        self._last_seen = self._notes_until()
        # How far the pieces are magnified, how much of the last step has gone, of the slope's part and of the whole has
        # come, and how far that part has slid.
        self._grown, self._kept, self._slope, self._slid, self._whole = (ValueTracker(0) for _ in range(5))
        self.arrow = board.draw(self._draw_arrow, hidden=True)
        self.pieces = board.draw(self._draw_pieces, hidden=True)
        self.names = board.draw(self._draw_names, hidden=True, clip=False)
        # Where the names are beside their arrows in the end they are all the time.
        self._beside = self._cleared() if self.parts else []

    @property
    def share(self) -> str:
        """How much is kept from step to step, by its symbol, and the learning rate."""
        found = momentum_of(self._run)
        share = kept(self._run)
        known = f"{found.symbol} = {tick(share)}" if found and share is not None else ""
        return phrased([known, f"η = {rate_in_words(self._run.optimizer['lr'])}"])

    def carries(self) -> str:
        """Return what is carried over, in a sentence."""
        parts, share = self.parts, kept(self._run)
        if parts is not None and parts.step == 0:
            return said("Nothing is carried over to its first step.")
        if parts is not None and share is not None and np.allclose(parts.carried, share * parts.before, rtol=1e-6):
            return said("{share} of its last step is carried over.", share=tick(share))
        return said("So much is carried over from earlier steps.")

    def lengths_in_words(self) -> str:
        """Return the lengths of the parts of a step in a sentence."""
        if self.parts is None:
            return ""
        ways = (self.parts.carried, self.parts.fresh, self.parts.whole)
        carried, fresh, whole = (number(float(np.linalg.norm(way))) for way in ways)
        return said(
            "Step {step}: what is carried over is {carried} long, what the slope adds {fresh}, and their sum {whole}.",
            step=self.parts.step + 1,
            carried=carried,
            fresh=fresh,
            whole=whole,
        )

    def take_apart(self) -> Any:
        """Put the pieces in the place of the arrow, and return the animation in which they are magnified."""
        for thing in (self.pieces, self.names):
            thing.seen.set_value(self.arrow.seen.get_value())
        self.arrow.seen.set_value(0)
        return animated(self._grown, 1.0)

    def keep(self) -> Any:
        """Return the animation in which the last step shrinks to what is carried over of it."""
        return animated(self._kept, 1.0)

    def add_slope(self) -> Any:
        """Return the animation in which the slope's part grows at the ball."""
        return animated(self._slope, 1.0)

    def slide(self) -> Any:
        """Return the animation in which the slope's part goes to the tip of what is carried over."""
        return animated(self._slid, 1.0)

    def add_up(self) -> Any:
        """Return the animation in which the next step grows."""
        return animated(self._whole, 1.0)

    def _flat(self, vector: Array) -> Array:
        """Return a step (..., D) as an arrow (..., 2) in scene units."""
        return np.asarray((vector @ self._overview.landscape.axes.T) * self._scale)

    def _stepped(self) -> tuple[Array, Array]:
        """Return how long steps (n,) are in scene units, the first and some of the others, and from which rows."""
        last = int(self._run.row(last_shown(self._run, self._stage.shown)))
        rows = np.unique([*range(min(last, EARLY)), *np.linspace(0, max(last - 1, 0), SAMPLED).astype(int)])[:last]
        lengths = np.linalg.norm(self._flat(np.asarray(steps_of(self._run)[rows])), axis=1) if last else np.zeros(0)
        finite = np.isfinite(lengths)
        return lengths[finite], rows[finite].astype(int)

    def _magnified(self) -> float:
        longest = float(self._lengths.max(initial=0.0))
        if not longest > 0:
            return 1.0
        seen = self._lengths[self._lengths > 0.05 * longest]
        side = float(min(self._overview.board.corners[1] - self._overview.board.corners[0]))
        usual, most = _round(LONG * side / np.quantile(seen, 0.8)), _round(TOO_LONG * side / np.quantile(seen, 0.97))
        return min(max(usual, 1.0), most)

    def _notes_until(self) -> float:
        """Return the step after which no arrow is long enough to be seen."""
        rows = self._rows[self.factor * self._lengths >= points(SEEN)]
        return float(self._run.step[rows[-1] + 1]) + 1 if len(rows) else 0.0

    def _chosen(self) -> tuple[Parts | None, float]:
        """Return the parts of an early step whose triangle is the widest, and how many times they are magnified."""
        run, board = self._run, self._overview.board
        last = int(run.row(last_shown(run, self._stage.shown)))
        low, high = board.corners[0] + points(8), board.corners[1] - points(8)
        # Where there is no other: the first, to which nothing is carried over.
        best, closer, most = parts_of(run, 0), self.factor, 0.0
        for row in range(1, min(max(last // 2, 1), EARLY) + 1):
            parts = parts_of(run, row)
            if parts is None:
                continue
            at = board.place(self._overview.landscape.project(run.params[row]))[:2]
            ways = self._flat(np.array([0 * parts.whole, parts.before, parts.carried, parts.fresh, parts.whole]))
            lengths = np.linalg.norm(ways, axis=1)
            factor = max(self.factor, _round(APART * float(min(high - low)) / max(float(lengths.max()), 1e-300)))
            tips, (_, _, carried, fresh, _) = at + factor * ways, factor * ways
            # The circle within their triangle is large where all three are long, and at wide angles.
            area = abs(float(carried[0] * fresh[1] - carried[1] * fresh[0]))
            rim = factor * float(lengths[2:].sum())
            clear = (area / max(rim, 1e-300) + LONGER * rim) * (self.factor / factor) ** 0.5
            if clear > most and np.all((tips >= low) & (tips <= high)):
                best, closer, most = parts, factor, clear
        return best, closer

    def _draw_arrow(self, pen: Pen) -> None:
        step = self._stage.step.get_value()
        runner, style = self._runner, self._stage.style
        if runner.track.is_gone(step):
            return
        arrow = self.factor * self._flat(velocity(self._run, self._run.row(step)))
        if np.isfinite(arrow).all():
            at = runner.at[:2]
            # An arrow that leaves the board would be cut off, and be too short.
            low, high = self._overview.board.corners
            inside = float(np.min([at + arrow - low, high - at - arrow])) / points(EDGE)
            with pen.faded(min(max(inside, 0.0), 1.0)):
                pen.arrow(at, at + arrow, style.ink, WIDTH, casing=style.casing)
            # What is said of the arrows goes with them.
            with pen.faded(float(np.clip(self._last_seen - step, 0, 1))):
                self._draw_note(pen, self.factor)

    def _draw_note(self, pen: Pen, factor: float) -> None:
        """Write how much longer arrows are than steps."""
        if note := self._notes.get(factor):
            note.draw(pen, self._corner(), align=(1, 0), cased=True)

    def _corner(self) -> Array:
        """Return the lower right corner (2,) of what is said of the arrows."""
        (_, low), (right, _) = self._overview.board.corners
        return np.array([right - points(6), low + points(6)])

    def _arrows(self, *shares: float) -> list[tuple[Array, Array]]:
        """Return the tails and ways of the three arrows.

        `shares` are how far they are magnified, how much of the last step has gone, how much of the slope's part has
        come, how far it has slid, and how much of the whole has come.
        """
        grown, kept, slope, slid, whole = shares
        parts, overview = self.parts, self._overview
        if parts is None:
            return []
        at = overview.board.place(overview.landscape.project(self._run.params[int(self._run.row(parts.step))]))[:2]
        factor = self.factor + grown * (self._closer - self.factor)
        before, carried, fresh = (factor * self._flat(v) for v in (parts.before, parts.carried, parts.fresh))
        first = before + kept * (carried - before)
        return [(at, first), (at + slid * carried, slope * fresh), (at, whole * (carried + fresh))]

    def _now(self) -> list[float]:
        return [float(one.get_value()) for one in (self._grown, self._kept, self._slope, self._slid, self._whole)]

    def _draw_pieces(self, pen: Pen) -> None:
        for (tail, arrow), ink in zip(self._arrows(*self._now()), self._inks, strict=False):
            pen.arrow(tail, tail + arrow, ink, WIDTH, casing=self._stage.style.casing)

    def _draw_names(self, pen: Pen) -> None:
        grown, kept, slope, _, whole = now = self._now()
        arrows = self._arrows(*now)
        for i, ((tail, arrow), come, label) in enumerate(zip(arrows, (kept, slope, whole), self._labels, strict=False)):
            if come >= 0.5 and np.any(arrow):
                with pen.faded(2 * come - 1):
                    label.draw(pen, self._name_at(i, tail, arrow, *self._beside[i]), align=(0.5, 0.5), cased=True)
        self._draw_note(pen, self._closer if grown > 0.5 else self.factor)

    def _name_at(self, index: int, tail: Array, arrow: Array, side: float, along: float, away: float) -> Array:
        """Return where the middle of a name is: beside an arrow, so far along it and so far from it in points."""
        across = side * np.array([-arrow[1], arrow[0]]) / max(float(np.hypot(*arrow)), 1e-9)
        half = np.array([self._labels[index].width, self._labels[index].height]) / 2
        middle = tail + along * arrow + (points(away) + half) * across
        return np.asarray(keep_inside(middle, half + points(4), self._overview.board.corners))

    def _cleared(self) -> list[tuple[float, float, float]]:
        """Return for each name the place beside its arrow where it covers least: no other name, no arrow, no ball."""
        arrows = self._arrows(1.0, 1.0, 1.0, 1.0, 1.0)
        lines = np.concatenate([tail + np.linspace(0, 1, 40)[:, None] * arrow for tail, arrow in arrows])
        balls = np.stack([arrows[0][0], arrows[2][0] + arrows[2][1] / self._closer])
        taken: list[tuple[Array, Array]] = []
        if note := self._notes.get(self._closer):
            half = np.array([note.width, note.height]) / 2
            taken.append((self._corner() + half * [-1, 1], half + points(2)))
        chosen = []
        for i in sorted(range(3), key=lambda i: -self._labels[i].width):
            half = np.array([self._labels[i].width, self._labels[i].height]) / 2 + points(2)

            def cost(place: tuple[float, float, float], i: int = i, half: Array = half) -> float:
                at = self._name_at(i, *arrows[i], *place)
                room = [np.clip(half + other - np.abs(at - middle), 0, None).prod() for middle, other in taken]
                covered = (np.abs(lines - at) < half).all(axis=1).sum()
                near = (np.abs(balls - at) < half + points(BALL)).all(axis=1).sum()
                return float(
                    np.sum(room) / points(1) ** 2 + 2 * covered + 40 * near + 0.2 * place[2] + abs(place[1] - 0.5)
                )

            best = min(((s, a, d) for d in AWAY for s in (1.0, -1.0) for a in ALONG), key=cost)
            taken.append((self._name_at(i, *arrows[i], *best), half))
            chosen.append((i, best))
        return [best for _, best in sorted(chosen)]


def _round(value: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20, ... and of their inverses that is not greater."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * max(part for part in (1, 2, 5) if part * power <= value * (1 + 1e-9)))
