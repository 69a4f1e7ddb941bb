"""The vocabulary of Manim scenes, shared by all of them.

The names below are what a new scene begins with, loaded on first use: no scene waits for what it does not show.
"""

from typing import TYPE_CHECKING

from gdviz.faces import face

if TYPE_CHECKING:
    # What type checkers and editors see of them.
    from gdviz.analysis.boxes import Share
    from gdviz.runs.run import Run
    from gdviz.stage.board import Board
    from gdviz.stage.counters import Counted, Counters, count_loss, count_steps
    from gdviz.stage.curve import Curve
    from gdviz.stage.lettering import Label
    from gdviz.stage.losses import Losses
    from gdviz.stage.overview import Overview
    from gdviz.stage.painted import PenMobject, PixelMobject, animated
    from gdviz.stage.path import PathOnBoard
    from gdviz.stage.relief import ReliefProp
    from gdviz.stage.roller import Roller
    from gdviz.stage.stage import Stage
    from gdviz.stage.standings import Standings
    from gdviz.style.numerals import number

_HOME = {
    "Board": "gdviz.stage.board",
    "Counted": "gdviz.stage.counters",
    "Counters": "gdviz.stage.counters",
    "Curve": "gdviz.stage.curve",
    "Label": "gdviz.stage.lettering",
    "Losses": "gdviz.stage.losses",
    "Overview": "gdviz.stage.overview",
    "PathOnBoard": "gdviz.stage.path",
    "PenMobject": "gdviz.stage.painted",
    "PixelMobject": "gdviz.stage.painted",
    "ReliefProp": "gdviz.stage.relief",
    "Roller": "gdviz.stage.roller",
    "Run": "gdviz.runs.run",
    "Share": "gdviz.analysis.boxes",
    "Stage": "gdviz.stage.stage",
    "Standings": "gdviz.stage.standings",
    "animated": "gdviz.stage.painted",
    "count_loss": "gdviz.stage.counters",
    "count_steps": "gdviz.stage.counters",
    "number": "gdviz.style.numerals",
}
__all__ = [
    "Board",
    "Counted",
    "Counters",
    "Curve",
    "Label",
    "Losses",
    "Overview",
    "PathOnBoard",
    "PenMobject",
    "PixelMobject",
    "ReliefProp",
    "Roller",
    "Run",
    "Share",
    "Stage",
    "Standings",
    "animated",
    "count_loss",
    "count_steps",
    "number",
]

__getattr__, __dir__ = face(__name__, _HOME)
