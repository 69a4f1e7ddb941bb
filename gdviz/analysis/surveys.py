"""What a run says of how the landscape of its model was taken, as far as it matters to who reads a picture."""

from collections.abc import Sequence
from typing import Any

from gdviz.analysis.series import told_at
from gdviz.runs.requirements import is_of_points
from gdviz.runs.run import Run

# What is said of directions, and of BatchNorm.
DIRECTIONS = {
    "filter": "normalised by filter",
    "layer": "normalised by layer",
    "weight": "normalised by weight",
    "none": "not normalised",
}
STATISTICS = {"eval": "BatchNorm as trained", "recompute": "BatchNorm re-estimated"}
# What says something of the taking, and nothing of what was taken.
INNER = ("request", "taken", "variance")


def survey_facts(run: Run) -> list[tuple[str, str]]:
    """Return how a run's landscape was taken, in phrases, each in words and in few, as far as axes do not say it."""
    survey, said = run.manifest.get("survey") or {}, []
    if survey.get("plane") == "random" and "normalize" in survey:
        brief = DIRECTIONS[survey["normalize"]] + (f", seed {survey['seed']}" if "seed" in survey else "")
        said.append((f"directions {brief}", brief))
    if survey.get("plane") == "hessian":
        said.append(("along the leading eigenvectors of the Hessian", "eigenvectors of the Hessian"))
    if "batchnorm" in survey:
        statistics = STATISTICS[survey["batchnorm"]]
        said.append((statistics, statistics))
    if is_of_points(run) and run.steps:
        losses = [told_at(run, run.loss, step) for step in run.step.tolist()]
        said.append((f"losses at the points {', '.join(losses)}", f"losses {', '.join(losses)}"))
    if survey.get("batches", 1) > 1:
        count = f"{survey['batches']:,} batches"
        said.append((f"loss over {count}", f"mean of {count}"))
    taken, rows = _progress(run, survey)
    if taken < rows:
        said.append((f"{taken:,} of {rows:,} rows so far", f"{taken:,} of {rows:,} rows"))
    return said


def points_counted(runs: Sequence[Run]) -> tuple[list[str], str]:
    """Return what counts the points of landscapes, at each of them, and what is below it; one point tells its loss."""
    most = max(len(run.step) for run in runs)
    if most > 1:
        return [f"point {place + 1}" for place in range(most)], f"of {most} points"
    if len(runs) > 1:
        return [f"{len(runs)} points"], ""
    return [f"loss {told_at(runs[0], runs[0].loss, 0)}"], "at the point"


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
