"""The steps of a run as ledgers, by its optimizer's rule; without one by what was recorded: gradient, rate and step."""

import numpy as np

from gdviz.analysis.rule import rule_of
from gdviz.ledger.entries import slope_line
from gdviz.ledger.ledger import LedgerLine, Mark, Recorded, StepLedger
from gdviz.runs.run import Run


def work_out(run: Run, first: int, count: int) -> list[StepLedger]:
    """Return the ledgers of steps `first`, `first` + 1, ..., up to `count` of them.

    Every ledger is held against what was recorded; if one disagrees (another program's optimizer of that name, or
    other settings), all are taken from the record alone.
    """
    rule = rule_of(run)
    steps = [Recorded.of(run, row) for row in range(first - 1, min(first - 1 + count, run.steps))]
    with np.errstate(all="ignore"):
        if rule is not None and rule.anatomy is not None:
            try:
                pages = [
                    StepLedger(step, tuple(rule.anatomy(step)), step.rate if rule.adds_up else None, True)
                    for step in steps
                ]
                if all(page.agrees() for page in pages):
                    return pages
            except (LookupError, TypeError, ValueError, ArithmeticError):
                # A run of another program, without the settings or the state that the rule needs.
                pass
        return [StepLedger(step, tuple(_as_recorded(step)), None, False) for step in steps]


def _as_recorded(s: Recorded) -> list[LedgerLine]:
    rate = [] if np.isnan(s.rate) else [LedgerLine("step", "step", r"\eta", "", s.rate)]
    moved = s.end - s.start
    arrow = (Mark(r"\Delta", moved, true=True),)
    words, operands = "{} − {}", (s.end, s.start)
    size = float(np.abs(moved).max())
    difference = LedgerLine(
        "step", "step", r"\Delta", r"= \theta_{t+1} - \theta_t", moved, words, operands, arrow, resolved=size
    )
    return [
        slope_line(s, s.gradient, look="hollow"),
        *rate,
        difference,
        LedgerLine("step", "move", r"\theta_{t+1}", "", s.end, resolved=size),
    ]
