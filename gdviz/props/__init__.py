"""What stands on a stage; all of it follows the stage's clock."""

from gdviz.props.board import Board, Runner
from gdviz.props.counters import Counted, Counters, count_loss, count_steps
from gdviz.props.lettering import Figures, Label
from gdviz.props.relief import ReliefProp, Sketch
from gdviz.props.scatter import Scatter
from gdviz.props.tangent import TangentPlane

__all__ = [
    "Board",
    "Counted",
    "Counters",
    "Figures",
    "Label",
    "ReliefProp",
    "Runner",
    "Scatter",
    "Sketch",
    "TangentPlane",
    "count_loss",
    "count_steps",
]
