"""What stands on a stage; all of it follows the stage's clock."""

from gdviz.analysis.anatomy.terms import why_not_adam
from gdviz.analysis.critical_points import why_not_nudged
from gdviz.analysis.directional_derivative import why_no_directions
from gdviz.analysis.learning_rates import why_not_by_rate
from gdviz.analysis.momentum import buffer_of, turned_back
from gdviz.props.bars import StepBars
from gdviz.props.basins import BasinMap, has_basins
from gdviz.props.board import Board, Runner
from gdviz.props.compass import Compass
from gdviz.props.cosine import Cosine
from gdviz.props.counters import Counted, Counters, count_loss, count_steps
from gdviz.props.course import Course
from gdviz.props.curve import Curve
from gdviz.props.fit import CostCurve, FitBoard
from gdviz.props.flat_spots import CurvatureTable, FlatSpot, FlatSpots
from gdviz.props.lanes import Lanes
from gdviz.props.lettering import Figures, Label
from gdviz.props.losses import Losses
from gdviz.props.moments import MomentBoard, MomentCurves
from gdviz.props.rates import Rates
from gdviz.props.relief import ReliefProp
from gdviz.props.roller import Roller
from gdviz.props.scatter import Scatter
from gdviz.props.slopes import Slopes
from gdviz.props.standings import Standings
from gdviz.props.starts import Starts
from gdviz.props.tangent import TangentPlane
from gdviz.props.velocity import Velocity
from gdviz.props.worksheet import Worksheet
from gdviz.relief.sketch import Sketch

__all__ = [
    "BasinMap",
    "Board",
    "Compass",
    "Cosine",
    "CostCurve",
    "Counted",
    "Counters",
    "Course",
    "CurvatureTable",
    "Curve",
    "Figures",
    "FitBoard",
    "FlatSpot",
    "FlatSpots",
    "Label",
    "Lanes",
    "Losses",
    "MomentBoard",
    "MomentCurves",
    "Rates",
    "ReliefProp",
    "Roller",
    "Runner",
    "Scatter",
    "Sketch",
    "Slopes",
    "Standings",
    "Starts",
    "StepBars",
    "TangentPlane",
    "Velocity",
    "Worksheet",
    "buffer_of",
    "count_loss",
    "count_steps",
    "has_basins",
    "turned_back",
    "why_no_directions",
    "why_not_adam",
    "why_not_by_rate",
    "why_not_nudged",
]
