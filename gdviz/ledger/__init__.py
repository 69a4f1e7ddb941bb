"""What an optimizer declares of a step of its rule: a line for each quantity, in symbols and numbers."""

from gdviz.ledger.entries import finish, mean_line, mean_of_squares_line, slope_line
from gdviz.ledger.ledger import LedgerLine, Mark, Recorded
from gdviz.ledger.momentum import KeptMomentum, share_of_step

__all__ = [
    "KeptMomentum",
    "LedgerLine",
    "Mark",
    "Recorded",
    "finish",
    "mean_line",
    "mean_of_squares_line",
    "share_of_step",
    "slope_line",
]
