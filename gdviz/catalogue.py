"""What there is, and what a run is, as plain data: for the commands `list` and `info`.

Everything is imported when it is used, so that a list waits for nothing that it does not show.
"""

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.registry import summary, unknown

if TYPE_CHECKING:
    from gdviz.figures import Figure
    from gdviz.registry import FactoryRegistry, Registry
    from gdviz.runs.fleet import Fleet
    from gdviz.runs.run import Run
    from gdviz.solving.conditioning import Conditioning


# Of a run with more data nothing is computed to describe it.
MOST_NUMBERS = 2**24


def catalogue(kind: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return what there is, by kind: for each entry its name, its summary and its settings.

    Raises
    ------
    ValueError
        For an unknown kind.
    """
    readers = {
        "problems": _problems,
        "optimizers": _optimizers,
        "schedules": _schedules,
        "datasets": _datasets,
        "figures": _figures,
        "scenes": _scenes,
        "palettes": _palettes,
        "recipes": _recipes,
    }
    from gdviz.extensions.loading import complete

    complete()
    if kind is not None and kind not in readers:
        raise unknown("kind", kind, readers, see="gdviz list")
    return {name: read() for name, read in readers.items() if kind in (None, name)}


def _factories(registry: "FactoryRegistry[Any] | Registry[Figure]") -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "summary": factory.summary,
            "settings": {key: setting.described() for key, setting in factory.settings.items()},
        }
        for name, factory in registry.items()
    ]


def _problems() -> list[dict[str, Any]]:
    from gdviz.problems import PROBLEMS

    return _factories(PROBLEMS)


def _optimizers() -> list[dict[str, Any]]:
    from gdviz.optimizers import OPTIMIZERS

    return _factories(OPTIMIZERS)


def _schedules() -> list[dict[str, Any]]:
    from gdviz.solving.schedules import SCHEDULES

    return _factories(SCHEDULES)


def _datasets() -> list[dict[str, Any]]:
    from gdviz.problems.datasets import DATASETS

    return [{"name": name, "summary": summary(made).removeprefix("Return ")} for name, made in DATASETS.items()]


def _figures() -> list[dict[str, Any]]:
    from gdviz.figures import FIGURES

    return _factories(FIGURES)


def _scenes() -> list[dict[str, Any]]:
    from gdviz.scenes import SCENES

    return [{"name": name, "summary": scene.summary} for name, scene in SCENES.items()]


def _palettes() -> list[dict[str, Any]]:
    from gdviz.style.palettes import PALETTES

    return [{"name": name, "summary": " ".join(anchors)} for name, anchors in PALETTES.items()]


def _recipes() -> list[dict[str, Any]]:
    from gdviz.recipes.book import ARTICLES, RECIPES

    return [
        {
            "name": name,
            "summary": recipe.line,
            "system": recipe.article,
            "article": ARTICLES[recipe.article[0]] if recipe.article else "",
        }
        for name, recipe in RECIPES.items()
    ]


def describe(run: "Run") -> dict[str, Any]:
    """Return what a run solved, how it ended and its last values, ready for JSON.

    Of a fitted curve also its equation, of a quadratic problem its curvature and the rates that follow from it, and of
    what gdviz solved the command that makes it again.
    """
    from gdviz.analysis.slices import slice_entry
    from gdviz.analysis.surveys import survey_entry
    from gdviz.analysis.units import fitted_equation, own_coefficients
    from gdviz.pages.command import command_of

    command = command_of(run)
    last = {name: float(values[-1]) for name, values in {"loss": run.loss, **run.metrics}.items()}
    equation, curvature = fitted_equation(run), _curvature(run)
    return {
        "run": str(run.path),
        "problem": run.problem["name"],
        "problem_options": dict(run.problem["options"]),
        "optimizer": run.optimizer["name"],
        "learning_rate": run.optimizer["lr"],
        "hyperparameters": dict(run.optimizer["hyperparameters"]),
        "steps": run.steps,
        "stop": dict(run.stop),
        **_space(run),
        "start": dict(zip(run.problem["parameters"], run.params[0].tolist(), strict=True)),
        "end": dict(zip(run.problem["parameters"], run.params[-1].tolist(), strict=True)),
        "last": last,
        **({"landscape": survey} if (survey := survey_entry(run)) else {}),
        **({"slice": trust} if (trust := slice_entry(run)) else {}),
        **({"equation": equation, "coefficients": own_coefficients(run, run.params[-1])} if equation else {}),
        **({"curvature": curvature.entry()} if curvature else {}),
        "created_at": run.manifest.get("created_at"),
        **({"command": command.text} if command.text else {}),
        **({"command_table": command.table} if command.table else {}),
    }


def describe_fleet(fleet: "Fleet") -> dict[str, Any]:
    """Return what the runs of a fleet solved, how they ended, and where the best of them is, ready for JSON."""
    lines = list(fleet.files.lines())
    common, count = fleet.manifest["common"], len(fleet)
    entries = [line.get("optimizer") or common["optimizer"] for line in lines]
    settings = [entry.get("hyperparameters", {}) for entry in entries]
    names = list(dict.fromkeys(name for one in settings for name in one))
    varies = {
        "optimizer": _values(entry.get("name") for entry in entries),
        "learning_rate": _values(entry.get("lr") for entry in entries),
        **{name: _values(one.get(name) for one in settings) for name in names},
        "seed": _values(line.get("seed", common.get("seed")) for line in lines),
        "start": _values(tuple(line.get("start", ())) for line in lines),
    }
    files, placed = fleet.files, {}
    if count:
        for word in ("best", "median", "worst"):
            (number,) = files.pick(word)
            loss = float(files.ends[number])
            placed[word] = {"run": number, "loss": loss if math.isfinite(loss) else None}
    reasons = Counter((line.get("stop") or {}).get("reason", "running") for line in lines)
    return {
        "fleet": str(fleet.path),
        "runs": count,
        **({"planned": fleet.manifest["planned"]} if fleet.manifest["planned"] != count else {}),
        "problem": common.get("problem", {}).get("name", ""),
        **({"optimizer": varies["optimizer"][0]} if len(varies["optimizer"]) == 1 else {}),
        "varies": {name: len(values) for name, values in varies.items() if len(values) > 1},
        "stops": dict(reasons.most_common()),
        "steps": int(files.column("steps").sum()),
        **placed,
        "bytes": bytes_of(fleet.path),
        "created_at": fleet.manifest.get("created_at"),
    }


def fleet_in_words(fleet: "Fleet") -> list[str]:
    """Return lines that say how a fleet came out."""
    about = describe_fleet(fleet)
    stops = ", ".join(f"{count:,} {reason}" for reason, count in about["stops"].items())
    lines = [f"{about['runs']:,} runs: {stops}"]
    if about["runs"] and about["best"]["loss"] is not None:
        best, median = about["best"], about["median"]
        middle = "" if median["loss"] is None else f"; median {median['loss']:.6g}"
        lines.append(f"best loss {best['loss']:.6g} in {fleet.path}:{best['run']}{middle}")
    return lines


def _values(found: "Iterable[Any]") -> list[Any]:
    return list(dict.fromkeys(found))


def _space(run: "Run") -> dict[str, Any]:
    """Return how many parameters a run's model has, in how many layers, and what is kept of them, if it is told."""
    space = run.manifest.get("space")
    if not space:
        return {}
    kept = {"kept": space["kept"], **({"names": space["names"]} if "names" in space else {})}
    return {"parameters": {"count": space["size"], "layers": len(space["layers"]), **kept}}


def _curvature(run: "Run") -> "Conditioning | None":
    """Return how the problem of a run is curved; None where another wrote it, or it would take long to find."""
    from gdviz.solving.conditioning import conditioning_of
    from gdviz.solving.recovery import specification_of

    if sum(array.size for array in run.data.values()) > MOST_NUMBERS:
        return None
    try:
        return conditioning_of(specification_of(run).problem)
    except (KeyError, TypeError, ValueError):
        return None


def bytes_of(path: Path) -> int:
    """Return the bytes of a file, or of all files in a directory."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
