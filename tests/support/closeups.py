"""What the close-up of a step shows."""

from typing import Any

import numpy as np

from gdviz.analysis.pacing import Clip
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.parts.arrows import PlacedMark
from gdviz.runs.run import Run


def only(parts: list[Any], kind: type) -> Any:
    """Return the one part of a kind."""
    (found,) = (part for part in parts if isinstance(part, kind))
    return found


def shown(close: CloseUp, share: float, clip: Clip, run: Run) -> tuple[list[PlacedMark], np.ndarray]:
    """Return the marks seen at a share of the way, and where the ball is, in parameters."""
    (moment,) = clip.at(np.array([share]), [run])
    close.show(moment)
    now = close.clock.at(share)
    ball = next(artist for artist in (close.artists[2], close.artists[4]) if artist.get_visible())
    return [mark for mark in close.marks[now.page] if mark.is_seen(now.begun)], np.ravel(ball.get_data())


def ends(close: CloseUp, mark: PlacedMark) -> np.ndarray:
    """Return a mark's ends in parameters."""
    pixels = mark.ends * close.axes.figure.dpi / 72
    return close.axes.transData.inverted().transform(pixels)
