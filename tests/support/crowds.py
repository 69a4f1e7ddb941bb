"""Runs that ask most of a page: ten of them, with long names and numbers of six digits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from slices import path_of_three, recorded_path

from gdviz.problems import PROBLEMS, Problem
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.solving.gradient_check import study_gradient

MOST = 10
TITLE = "How far down a long and narrow valley gradient descent comes before its steps are too short to be seen"
NAMES = ("elevation above the sea in metres", "distance from the coast in metres")
LOW, HIGH = np.array([100_000.0, 200_000.0]), np.array([600_000.0, 450_000.0])
RULES = (
    ("gd", 0.2),
    ("momentum", 0.05),
    ("nesterov", 0.05),
    ("adam", 20_000.0),
    ("rmsprop", 15_000.0),
    ("adagrad", 90_000.0),
    ("nadam", 25_000.0),
    ("adamax", 30_000.0),
    ("amsgrad", 22_000.0),
    ("radam", 40_000.0),
)


def _far(dimensions: int) -> Problem:
    """Return a bowl of losses of millions over parameters of hundreds of thousands."""
    steep = np.array([1.0, 6.0])[:dimensions]
    centre = np.array([380_000.0, 310_000.0])[:dimensions]
    # The least loss is at a slope too, so that its logarithm is tame.
    return Problem(
        title=TITLE,
        formula="(x - 380000)^2 + 6 (y - 310000)^2",
        parameters=NAMES[:dimensions],
        value=lambda p: np.sum(steep * (p - centre) ** 2, axis=-1) / 2e5 + 1e5,
        gradient=lambda p: steep * (p - centre) / 1e5,
        hessian=lambda p: np.broadcast_to(np.diag(steep) / 1e5, (*np.shape(p)[:-1], dimensions, dimensions)),
        domain=np.stack([LOW, HIGH], axis=-1)[:dimensions],
        start=np.array([150_000.0, 400_000.0])[:dimensions],
        minima=centre[None],
        lr=1e4,
        stride=2e4,
        steps=40,
    )


def _points(count: int = 24) -> Data:
    """Return points whose numbers have six digits and whose columns have long names."""
    x = np.linspace(100_000, 600_000, count)
    y = 0.7 * x + 40_000 * np.sin(np.arange(count))
    return Data.of(x, y, features=("yearly income of the household",), target="price of the house")


def _houses() -> Data:
    """Return points of two columns, whose target is a number."""
    rng = np.random.default_rng(0)
    x = rng.uniform(100_000, 600_000, (24, 2))
    names = ("yearly income of the household", "distance from the coast in metres")
    return Data.of(x, x @ [0.5, -0.2] + 20_000 * rng.normal(size=24), features=names, target="price of the house")


def _classes(columns: int) -> Data:
    rng = np.random.default_rng(0)
    kind = np.arange(30) % 2
    points = rng.normal(0, 60_000, (30, columns)) + 300_000 + 90_000 * kind[:, None]
    names = ("yearly income of the household", "price of the house in the city")[:columns]
    return Data.of(points, kind.astype(float), features=names, target="bought", classes=("did not buy it", "bought it"))


def _many_classes() -> Data:
    """Return points of five classes with long names, on a ring."""
    rng = np.random.default_rng(0)
    kind = np.arange(50) % 5
    ring = np.stack([np.cos(2 * np.pi * kind / 5), np.sin(2 * np.pi * kind / 5)], axis=-1)
    names = ("sessile oak", "wild service tree", "small-leaved lime", "common hornbeam", "field maple")
    features = ("height of the tree in metres", "girth of the trunk in metres")
    return Data.of(3 * ring + rng.normal(size=(50, 2)), kind.astype(float), features=features, classes=names)


@dataclass(frozen=True)
class Case:
    """A picture: a figure, whose runs it shows, and its settings."""

    figure: str
    crowd: str
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join([self.figure, self.crowd, *(f"{name}={value}" for name, value in self.settings.items())])


CASES = [
    Case("anatomy", "far"),
    Case("boundary", "classes"),
    Case("boundary", "classes-1d"),
    Case("boundary", "several-classes"),
    Case("boundary", "bent"),
    Case("cloud", "far"),
    Case("cloud", "diverging"),
    Case("contour", "far"),
    Case("contour", "far", {"every": 10}),
    Case("contour", "diverging"),
    Case("contour", "sliced"),
    Case("critical-points", "nudged"),
    Case("descent-1d", "far-1d"),
    Case("descent-1d", "far-1d", {"vectors": "tangent", "signs": True}),
    Case("directional-derivative", "far"),
    Case("fit", "points"),
    Case("fit", "classes-1d"),
    Case("fit", "several"),
    Case("gradient-error", "studies"),
    Case("learning-rates", "rates"),
    Case("learning-rates", "far-1d"),
    Case("loss", "far"),
    Case("loss", "far", {"show": "loss,gradient,distance"}),
    Case("loss", "diverging"),
    Case("network", "bent"),
    Case("network", "recorded"),
    Case("noise", "batches"),
    Case("parameters", "far"),
    Case("parameters", "batches"),
    Case("race", "far"),
    Case("race", "diverging"),
    Case("race", "sliced"),
    Case("race", "sliced", {"form": "relief"}),
    Case("race", "far", {"form": "relief"}),
    Case("scaling", "far"),
    Case("sweep", "rates"),
    Case("sweep", "settings"),
    Case("surface", "far"),
    Case("surface", "diverging"),
    Case("surface", "sliced"),
    Case("surface", "far", {"tangent": True}),
    Case("surface", "far", {"minimum": "point", "marker": "robot", "fog": True}),
]


def _without_landscape(arrays: Mapping[str, Any]) -> dict[str, Any]:
    return {name: arrays[name] for name in arrays if not name.startswith("surface.")}


@pytest.fixture(scope="session")
def crowd(solved_once: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Run]]:
    """Return a function from the name of a crowd to its ten runs."""

    @cache
    def problem(kind: str) -> Any:
        return {"far": lambda: _far(2), "far-1d": lambda: _far(1)}[kind]()

    @cache
    def data(kind: str) -> Data:
        return {
            "points": _points,
            "houses": _houses,
            "classes": lambda: _classes(2),
            "classes-1d": lambda: _classes(1),
            "several-classes": _many_classes,
        }[kind]()

    @cache
    def several(kind: str) -> list[Run]:
        if kind in ("far", "far-1d"):
            lrs = [rate * (1e5 if rate < 1 else 1) for _, rate in RULES]
            return [
                solved_once(problem(kind), rule, lr=lr, steps=40 + 3 * i)
                for i, ((rule, _), lr) in enumerate(zip(RULES, lrs, strict=True))
            ]
        if kind == "diverging":
            return [solved_once(problem("far"), "gd", lr=1e5 * lr, steps=30) for lr in np.linspace(0.02, 0.42, MOST)]
        if kind == "rates":
            return [solved_once(problem("far"), "gd", lr=lr, steps=40) for lr in np.geomspace(100.0, 40_000.0, MOST)]
        if kind == "settings":
            pairs = [(lr, momentum) for lr in np.geomspace(100.0, 40_000.0, MOST // 2) for momentum in (0.5, 0.95)]
            return [
                solved_once(problem("far"), "momentum", lr=lr, settings={"momentum": momentum}, steps=40)
                for lr, momentum in pairs
            ]
        if kind == "points":
            return [solved_once("line", data=data("points"), steps=30, lr=1e-12 * k) for k in range(1, MOST + 1)]
        if kind == "several":
            return [solved_once("linear", data=data("houses"), steps=30, lr=1e-13 * k) for k in range(1, MOST + 1)]
        if kind in ("classes", "classes-1d"):
            return [solved_once("logistic", "adam", data=data(kind), steps=60, lr=1e-6 * 2**k) for k in range(MOST)]
        if kind == "several-classes":
            return [solved_once("softmax", "adam", data=data(kind), steps=40, lr=0.01 * 2**k) for k in range(MOST)]
        if kind == "bent":
            bent = data("classes").standardized()
            return [solved_once("mlp", "adam", data=bent, steps=40, lr=0.01 * k) for k in range(1, MOST + 1)]
        if kind == "recorded":
            grid = np.linspace(0.0, 1.0, 9)
            scores = np.random.default_rng(0).normal(size=(2, 5, 9, 9))
            names, limits = ("boundary.x", "boundary.y", "boundary.step", "boundary.score", "boundary.hidden"), 8 * grid
            kept = dict(zip(names, (limits - 4, limits - 4, np.array([0, 30]), scores, scores), strict=True))
            plain = [run.having(kept) for run in several("several-classes")[:1]]
            return [replace(run, arrays=_without_landscape(run.arrays)) for run in plain]
        if kind == "batches":
            few: list[dict[str, Any]] = [
                {"lr": 1e-12},
                *({"lr": 1e-12, "batch": size} for size in (12, 8, 6, 4, 3, 2, 1)),
            ]
            few += [{"lr": lr, "batch": 1} for lr in (3e-13, 5e-13)]
            return [solved_once("line", data=data("points"), epochs=6, **how) for how in few]
        if kind == "nudged":
            starts = [(1.35, 0.8), (-0.94, -0.96), (-0.96, 1.3), (1.2, 1.2), (0.9, -0.9)] * 2
            how = {"function": "x**3 - 3*x + y**3 - 3*y", "domain": [-1.75, 1.75, -1.75, 1.75]}
            return [
                solved_once("function", **how, lr=0.03, steps=60 + k, start=list(start))
                for k, start in enumerate(starts)
            ]
        if kind == "basins":
            starts = [(150_000.0, 400_000.0), (550_000.0, 220_000.0), (300_000.0, 210_000.0), (500_000.0, 430_000.0)]
            whole = solved_once(problem("far"), "gd", lr=2e4, steps=30, basins=24)
            return [whole, *(solved_once(problem("far"), "gd", lr=2e4, steps=30, start=list(at)) for at in starts)]
        home: Path = tmp_path_factory.mktemp("crowd")
        if kind == "sliced":
            # All on the plane of the first, off which the others go ever farther.
            paths = [path_of_three(bump=0.1 * k, turned=5.0 * k) for k in range(MOST)]
            made = [
                recorded_path(home / str(k), path, title=TITLE, optimizer=rule, lr=lr)
                for k, (path, (rule, lr)) in enumerate(zip(paths, RULES, strict=True))
            ]
            return [one.having(made[0].landscape.fields()) for one in made]
        return [study_gradient(PROBLEMS["bowl"](), home / f"study-{k}", repeats=3) for k in range(MOST)]

    return several
