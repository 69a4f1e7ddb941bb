"""What a film on a plane says of how far to trust it."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.trajectory import spread_rows
from gdviz.analysis.trust import FEW, MARK, Trust, variance_in_words
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import share_in_words
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# The size of words, from a line to the next, between words, and between phrases, in points.
SIZE, PITCH, NEAR, APART = 9.5, 13.0, 4.0, 14.0
# What is free above them, in points; and which of the phrases says how far off the paths are.
ABOVE, OFF = 6.0, 1
# From so many per cent on it is not said how many more they are.
OVER = 1000
# At how many steps it is looked how wide a value becomes.
LOOKS = 200


class TrustWords:
    """Phrases at the foot of a box: how much of the paths the plane holds, how far off it they are, its losses there.

    What changes with the step stands in a place of its own, so that nothing moves when it grows.

    Parameters
    ----------
    stage
        The scene.
    trust
        How far to trust the picture in the box.
    looks
        Of its runs.
    box
        The box, as a share of the frame.
    """

    def __init__(self, stage: Stage, trust: Trust, looks: Sequence[Series], box: Share) -> None:
        self._trust, self._looks = trust, looks
        # Pictures may go beyond the margin, and words do not.
        edge = stage.margin / config.frame_width
        box = Share(max(box.left, edge), box.low, min(box.right, 1 - edge), box.high)
        self._corner = (np.array([box.left, box.low]) - 0.5) * [config.frame_width, config.frame_height]
        # Of each phrase: its words, and how wide the values behind them are.
        self._phrases: list[tuple[Label, list[float]]] = []
        self._rows: list[list[int]] = []
        self._figures = Figures(stage, SIZE, color=stage.style.muted, bold=False)

        def label(words: str) -> Label:
            return Label(stage, words, SIZE, color=stage.style.muted)

        if trust.slices:
            self._add_slices(label)
        room, slices = (box.right - box.left) * config.frame_width, self._phrases
        for one in (0, 1):
            phrases = [*slices, *((label(words[one]), list[float]()) for words in trust.facts)]
            rows = _rows([self._wide(phrase) for phrase in phrases], room)
            # Few words are worth it where they take fewer lines.
            if not one or len(rows) < len(self._rows):
                self._phrases, self._rows = phrases, rows

    def _add_slices(self, label: Callable[[str], Label]) -> None:
        """Add what is said of how far to trust each run."""
        trust, lone = self._trust, len(self._trust.slices) == 1

        def widest(words: Sequence[str]) -> float:
            return max(map(self._figures.width, words))

        rows = [spread_rows(len(one.shown), LOOKS).tolist() for one in trust.slices]
        both = list(zip(trust.slices, rows, strict=True))
        off = max(widest([_figures(float(one.relative[row])) for row in some]) for one, some in both)
        lost = [widest([one.loss_in_words(row) for row in some]) for one, some in both]
        self._phrases.append((label(variance_in_words(trust)), []))
        self._phrases.append(
            (label(said("off the plane here") if lone else said("off the plane here, at most")), [off])
        )
        if len(lost) <= FEW:
            self._phrases.append((label(said("loss of the slice")), lost))
        if trust.is_marked:
            self._phrases.append((label(said(MARK)), []))

    @property
    def height(self) -> float:
        """How high they are, as a share of the frame."""
        return points(PITCH * len(self._rows) + ABOVE) / config.frame_height if self._rows else 0.0

    def draw(self, pen: Pen, steps: Sequence[float]) -> None:
        """Write them for the step of each run; nan for one that is not shown."""
        shown = [
            (one, int(one.run.row(step) + 1e-6), look)
            for one, step, look in zip(self._trust.slices, steps, self._looks, strict=False)
            if not np.isnan(step)
        ]
        if self._trust.slices and not shown:
            return
        most = _figures(max((float(one.relative[row]) for one, row, _ in shown), default=0.0))
        lost = [(one.loss_in_words(row), look.color if len(shown) > 1 else "") for one, row, look in shown]
        for line, row in enumerate(reversed(self._rows)):
            x, y = self._corner + np.array([0.0, points(4 + PITCH * line)])
            for index in row:
                words, widths = self._phrases[index]
                words.draw(pen, np.array([x, y]))
                at = x + words.width + points(NEAR)
                for wide, (value, color) in zip(widths, [(most, "")] if index == OFF else lost, strict=False):
                    self._figures.draw(pen, value, np.array([at, y]), color=color)
                    at += wide + points(NEAR)
                x += self._wide(self._phrases[index]) + points(APART)

    def _wide(self, phrase: tuple[Label, list[float]]) -> float:
        words, widths = phrase
        return words.width + sum(widths) + points(NEAR) * len(widths)


def above(stage: Stage, trust: Trust, looks: Sequence[Series], box: Share) -> tuple[Share, TrustWords]:
    """Return what words at the foot of a box leave of it, and the words."""
    words = TrustWords(stage, trust, looks, box)
    return Share(box.left, box.low + words.height, box.right, box.high), words


def _figures(share: float) -> str:
    """Return a share in figures alone."""
    return said("{share}+ %", share=1000) if 100 * share >= OVER else share_in_words(share)


def _rows(widths: Sequence[float], room: float) -> list[list[int]]:
    """Return which phrases stand in each line of a room so wide."""
    found: list[list[int]] = []
    left = 0.0
    for index, wide in enumerate(widths):
        if not found or left + wide > room:
            found.append([])
            left = 0.0
        found[-1].append(index)
        left += wide + points(APART)
    return found
