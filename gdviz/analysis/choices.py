"""What was chosen of how a run was solved, as values, and in which of them several runs differ."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from gdviz.runs.run import Run

# Entries of run.json by which runs are told apart, beside those that have words of their own.
COMPARED = ("seed",)


def choices_of(run: Run) -> dict[str, Any]:
    """Return what was chosen for a run, by name; None where it is not known, and for a batch of all points.

    The schedule is its name and its settings, one after the other.
    """
    batch = run.manifest.get("batch") or {}
    schedule = run.manifest.get("schedule")
    return {
        "learning rate": float(run.optimizer["lr"]),
        **run.optimizer["hyperparameters"],
        "schedule": (schedule["name"], *schedule["options"].values()) if schedule else None,
        "batch": batch.get("size"),
        "sampling": batch.get("sampling"),
        "start": tuple(run.start),
        **{name: run.manifest.get(name) for name in COMPARED},
    }


def differing(chosen: Sequence[Mapping[str, Hashable]]) -> list[str]:
    """Return the names under which not all of those that have something chosen there have the same."""
    names = dict.fromkeys(name for choices in chosen for name in choices)
    return [name for name in names if len({choices[name] for choices in chosen if name in choices}) > 1]
