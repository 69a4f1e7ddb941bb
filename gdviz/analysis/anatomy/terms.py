"""Runs of Adam and its variants, whose steps are written term by term; see gdviz.ledger.terms."""

import numpy as np

from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.rule import rule_of
from gdviz.ledger.ledger import StepLedger
from gdviz.ledger.terms import AdamTerms, Rows, of_line
from gdviz.runs.requirements import why_not_course, why_not_steps
from gdviz.runs.run import Run

# Of a run, so many steps are held against its record before it is shown; the others as they are.
CHECKED = 12


def terms_of(run: Run) -> AdamTerms:
    """Return how the steps of a run are written term by term.

    Raises
    ------
    ValueError
        If its optimizer does not say; ask `why_not_adam` first.
    """
    rule = rule_of(run)
    if rule is None or rule.terms is None:
        raise ValueError(f"the steps of {run.path} have not the terms of Adam")
    return rule.terms


def rows_of(run: Run) -> Rows:
    """Return the lines of a run's optimizer: those of one row stand beside each other."""
    return terms_of(run).rows(run.optimizer["hyperparameters"])


def why_not_adam(run: Run) -> str | None:
    """Return why the steps of a run are not Adam's, to be written term by term, or None."""
    again, rule = "solve it again with -O adam", rule_of(run)
    if reason := why_not_course(run):
        return reason
    if rule is None or rule.terms is None:
        title = run.optimizer["title"] or "another rule"
        made = "solved" if run.is_solved else "trained"
        again = again if run.is_solved else "record a training with torch.optim.Adam"
        return f"it was {made} with {title}, and not with Adam, AdamW, AMSGrad or Adamax; {again}"
    if run.optimizer["hyperparameters"].get("convention", "torch") != "torch":
        return "it corrects the bias as Keras does, in one factor; solve it again without --set convention=keras"
    if reason := why_not_steps(run):
        return reason
    for t in np.unique(np.linspace(1, run.steps, CHECKED).round().astype(int)).tolist():
        if not work_out(run, t, 1)[0].is_rule:
            return f"its step {t} is not what its settings make of its gradient; {again}"
    return None


def steepest(run: Run) -> list[int]:
    """Return the parameters, those with the largest slope at the first step first."""
    order: list[int] = np.argsort(-np.abs(np.nan_to_num(run.gradient[0])), kind="stable").tolist()
    return order


def first_step_is_eta(page: StepLedger) -> bool:
    """Return whether every parameter has a slope and moved by the learning rate, to a thousandth."""
    moved = np.abs(page.step.end - page.step.start)
    return bool(np.all(of_line(page, "g") != 0) and np.allclose(moved, page.step.rate, rtol=1e-3, atol=0))
