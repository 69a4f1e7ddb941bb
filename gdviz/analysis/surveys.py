"""What a run says of how the landscape of its model was taken, as far as it matters to who reads a picture."""

from collections.abc import Sequence
from typing import Any

from gdviz.analysis.series import told_at
from gdviz.languages import counted, enumerated, phrased, said, to_say
from gdviz.runs.requirements import is_of_points
from gdviz.runs.run import Run

# What is said of directions, and of BatchNorm.
DIRECTIONS = {
    "filter": (to_say("directions normalised by filter"), to_say("normalised by filter")),
    "layer": (to_say("directions normalised by layer"), to_say("normalised by layer")),
    "weight": (to_say("directions normalised by weight"), to_say("normalised by weight")),
    "none": (to_say("directions not normalised"), to_say("not normalised")),
}
STATISTICS = {"eval": to_say("BatchNorm as trained"), "recompute": to_say("BatchNorm re-estimated")}
# What says something of the taking, and nothing of what was taken.
INNER = ("request", "taken", "variance")


def survey_facts(run: Run, *, has_losses: bool = True) -> list[tuple[str, str]]:
    """Return how a run's landscape was taken, in phrases, each in words and in few, as far as axes do not say it.

    With its losses at points, where it goes through several, unless told not to.
    """
    survey, facts = run.manifest.get("survey") or {}, []
    if survey.get("plane") == "random" and "normalize" in survey:
        seed = said("seed {seed}", seed=str(survey["seed"])) if "seed" in survey else ""
        words, brief = (phrased([said(one), seed]) for one in DIRECTIONS[survey["normalize"]])
        facts.append((words, brief))
    if survey.get("plane") == "hessian":
        facts.append((said("along the leading eigenvectors of the Hessian"), said("eigenvectors of the Hessian")))
    if "batchnorm" in survey:
        statistics = said(STATISTICS[survey["batchnorm"]])
        facts.append((statistics, statistics))
    if is_of_points(run) and run.steps and has_losses:
        losses = [told_at(run, run.loss, step) for step in run.step.tolist()]
        every = enumerated(losses)
        facts.append((said("losses at the points {losses}", losses=every), said("losses {losses}", losses=every)))
    if survey.get("batches", 1) > 1:
        count = int(survey["batches"])
        facts.append((said("loss over {count} batches", count=count), said("mean of {count} batches", count=count)))
    taken, rows = _progress(run, survey)
    if taken < rows:
        so_far = said("{taken} of {rows} rows so far", taken=taken, rows=rows)
        facts.append((so_far, said("{taken} of {rows} rows", taken=taken, rows=rows)))
    return facts


def points_counted(runs: Sequence[Run]) -> tuple[list[str], str]:
    """Return what counts the points of landscapes, at each of them, and what is below it; one point tells its loss."""
    most = max(len(run.step) for run in runs)
    if most > 1:
        return [said("point {number}", number=place + 1) for place in range(most)], said(
            "of {count} points", count=most
        )
    if len(runs) > 1:
        return [counted("{n} point", "{n} points", len(runs))], ""
    return [said("loss {loss}", loss=told_at(runs[0], runs[0].loss, 0))], said("at the point")


def survey_entry(run: Run) -> dict[str, Any]:
    """Return what is known of how a run's landscape was taken, by name; nothing where nothing is told."""
    survey = run.manifest.get("survey") or {}
    told = {name: value for name, value in survey.items() if name not in INNER}
    taken, rows = _progress(run, survey)
    return told | ({"rows_taken": taken, "rows": rows} if taken < rows else {})


def _progress(run: Run, survey: dict[str, Any]) -> tuple[int, int]:
    """Return how many rows of a landscape have been taken, and how many there are."""
    if "taken" not in survey or "surface.loss" not in run.arrays:
        return 0, 0
    return survey["taken"], len(run.arrays["surface.loss"])
