"""The landscape of a model, written into a run that every figure and scene can draw."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import FLAG, NUMBER, NUMBERS, PLACE, TEXT, WHOLE, Accepted, taking
from gdviz.recording.layers import Layers
from gdviz.recording.sources import unpacked
from gdviz.registry import unknown
from gdviz.runs.manifest import RunError
from gdviz.runs.run import Run, load
from gdviz.surveying.courses import Course, joint
from gdviz.surveying.directions import NORMALIZE
from gdviz.surveying.holders import move, write_holder
from gdviz.surveying.sheet import unfinished
from gdviz.surveying.slices import (
    ModelSlice,
    along_eigenvectors,
    along_vectors,
    at_random,
    known,
    of_path,
    through_points,
    whole_space,
)
from gdviz.surveying.subjects import surveyed
from gdviz.surveying.survey import Survey

PLANES = ("path", "joint", "random", "hessian")
BATCHNORM = ("eval", "recompute")
FEWEST, MOST = 5, 1025


@taking(
    plane=TEXT.or_none,
    through=Accepted("two points, or three", lambda value: not isinstance(value, str), "(a, b)"),
    directions=Accepted("two vectors", lambda value: not isinstance(value, str), "(u, v)"),
    out=PLACE.or_none,
    samples=WHOLE,
    domain=NUMBERS.or_none,
    reach=NUMBER,
    normalize=TEXT,
    biases=FLAG,
    batchnorm=TEXT,
    seed=WHOLE,
    title=TEXT,
    progress=FLAG,
)
def landscape(
    of: Any,
    loss: Any,
    *,
    model: Any = None,
    plane: str | None = None,
    through: Sequence[Any] = (),
    directions: Sequence[Any] = (),
    out: str | Path | None = None,
    samples: int = 41,
    domain: Sequence[float] | None = None,
    reach: float = 1.0,
    normalize: str = "filter",
    biases: bool = False,
    batchnorm: str = "eval",
    seed: int = 0,
    title: str = "",
    progress: bool = True,
) -> Any:
    """Sample the loss of a model over a plane of its parameters, and return the run that holds it.

    The model comes back as it was, bit for bit: weights, buffers, gradients, modes, requires_grad, and the states of
    the generators of Python, NumPy and torch; after an error and after Ctrl-C too. Rows are taken coarse to fine and
    written as they come, so that the run can be drawn at any moment. Called once more, an interrupted survey goes on
    where it was, to the same numbers.

    Parameters
    ----------
    of
        What the landscape is of: a run that `gdviz.record` made, or its directory: the landscape is written into it; a
        list of runs of one model: into each of them, on one plane; or a model, at the parameters that it has: a torch
        module, a fitted estimator of scikit-learn's, or numbers of which the loss is a function.
    loss
        A function of the model that returns a number. Of a torch module also a pair (criterion, batches): a function of
        outputs and targets, and a loader or a pair of tensors; the mean over all of them is taken. At each point the
        generators begin from the same state, so that the same batches are drawn.
    model
        The model that a run was recorded of; left out where the loss is a function of the run's numbers.
    plane
        "path": the two leading principal components of a run's path (the default for a run); "random": two random
        directions, normalised as the weights are (the default for a model); "hessian": the leading eigenvectors of the
        Hessian; "joint": of several runs, their ends in it (the default for them).
    through
        Two points, for the line through them, or three, for the plane: other parameters of the model, as a state dict,
        a module or numbers.
    directions
        Two vectors of one's own, in any form of the model's parameters.
    out
        Where a new run goes that holds the landscape; needed unless the landscape is that of the run's own path.
    samples
        Points along each side, 5 to 1025.
    domain
        Low and high of each coordinate in turn, as distances from the plane's origin along its axes; by default around
        the path or the points, or as far as the directions are long.
    reach
        How far to go along directions, as a multiple of that.
    normalize
        Random directions are as long as the weights "filter" by filter, "layer" by layer, or each by its "weight"; or
        "none".
    biases
        Whether random directions change biases, and the scales and shifts of normalisation, too.
    batchnorm
        "eval": BatchNorm uses its statistics as they are; "recompute": at each point they are estimated anew, by
        calling the loss once more. The run says which.
    seed
        What random directions are drawn with, and what generators begin from at each point.
    title
        The name of the problem in pictures of a new run.
    progress
        Whether to tell on standard error how many points are taken and how long that takes, with a bar.

    Raises
    ------
    ValueError
        For a value out of range, or parts that do not fit together.

    Examples
    --------
    >>> import numpy as np
    >>> def f(theta):
    ...     return np.sum(theta**2, axis=-1)
    >>> how = {"samples": 9, "progress": False}
    >>> run = gdviz.landscape(np.ones(5), f, out="runs/around", **how)
    >>> run.landscape.loss.shape, float(run.landscape.loss[4, 4])
    ((9, 9), 5.0)
    """
    if normalize not in NORMALIZE:
        raise unknown("normalize", normalize, NORMALIZE, show_all=True)
    if batchnorm not in BATCHNORM:
        raise unknown("batchnorm", batchnorm, BATCHNORM, show_all=True)
    if plane is not None and plane not in PLANES:
        raise unknown("plane", plane, PLANES, show_all=True)
    if not FEWEST <= samples <= MOST:
        raise ValueError(f"samples must be a whole number from {FEWEST} to {MOST}, not {samples!r}; try samples=41")
    if not (np.isfinite(reach) and reach > 0):
        raise ValueError(f"reach must be a positive number, not {reach!r}; try reach=0.5")
    if len(through) not in (0, 2, 3) or len(directions) not in (0, 2):
        raise ValueError("through takes two points or three, and directions two vectors")
    if sum(map(bool, (plane, len(through), len(directions)))) > 1:
        raise ValueError("give one of plane, through and directions: each of them says which plane it is")
    if (runs := _runs_of(of)) and plane is None and not len(through) and not len(directions):
        plane = "path" if len(runs) == 1 else "joint"
    if (plane in ("path", "joint") and not runs) or (model is not None and not runs):
        raise ValueError(
            "model= and plane='path' or 'joint' belong to recorded runs; give these first, or the model alone, as in "
            "landscape(net, loss, out='runs/landscape')"
        )
    if (plane == "joint") != (len(runs) > 1) or (plane == "joint" and out is not None):
        raise ValueError("several runs share a plane 'joint', which is written into each of them; give them in a list")
    names, layers = None, None
    if runs:
        layers = _layers_of(runs)
        kept = runs[0].manifest.get("space", {}).get("names")
        names = None if model is None else kept or (layers.names if layers.are_named else None)
    of_what = of if not runs else Course.of(runs[0]).end if model is None else model
    subject = surveyed(of_what, loss, batchnorm=batchnorm, seed=seed, names=names, points=samples**2)
    if layers is not None:
        _check_same(subject.layers, layers, has_model=model is not None)
    said = {"plane": plane, "reach": reach, "normalize": normalize, "biases": biases, "batchnorm": batchnorm}
    survey = Survey(
        subject, samples, None if domain is None else list(map(float, domain)), said | {"seed": seed}, progress
    )
    if len(runs) > 1:
        return _together(survey, runs)
    if runs and plane == "path" and out is None:
        return _inside(survey, runs[0])
    if out is None:
        raise ValueError("say where the run goes that holds the landscape, out='runs/landscape'")
    points = [_vector(subject.layers, "through", point) for point in through]
    vectors = [_vector(subject.layers, "directions", vector) for vector in directions]
    title = title or (runs[0].problem["title"] if runs else f"Loss around {_called(of)}")
    return _anew(survey, Path(out), title, runs[0] if runs else None, points, vectors)


def _inside(survey: Survey, run: Run) -> Run:
    """Take the landscape in the plane of a run's path, and write it into the run."""
    course = Course.of(run)
    request = survey.request(str(run.manifest.get("created_at")), str(run.path.absolute()))
    if course.plane is None:
        survey.take(of_path(survey.subject.layers, course.places), [run.path], request, is_own=False)
    else:
        found = known("path", *course.plane, course.places)
        survey.take(found, [run.path], request, is_own=True)
    return load(run.path)


def _together(survey: Survey, runs: Sequence[Run]) -> list[Run]:
    """Take the landscape in a plane for several runs, and write it, with their paths in it, into each."""
    layers, courses = survey.subject.layers, [Course.of(run) for run in runs]
    request = survey.request(*(str(run.path.absolute()) for run in runs))
    paths = [run.path for run in runs]
    plane = courses[0].plane
    if plane is not None and all(unfinished(path, request) for path in paths):
        # Their paths are in it already.
        places = np.concatenate([course.places for course in courses])
        found = known("joint", *plane, places)
    else:
        found = joint(layers, courses)
        for run, course in zip(runs, courses, strict=True) if plane is not None else ():
            move(run, course, found, layers)
    survey.take(found, paths, request, is_own=plane is not None)
    return [load(path) for path in paths]


def _anew(
    survey: Survey,
    out: Path,
    title: str,
    run: Run | None,
    points: Sequence[NDArray[Any]],
    vectors: Sequence[NDArray[Any]],
) -> Run:
    """Take the landscape around a point, or through points, and write it into a run of its own."""
    subject, layers = survey.subject, survey.subject.layers
    course = Course.of(run) if run else Course(subject.vector()[None].astype(np.float64), np.zeros(1))
    at = course.end.astype(layers.dtype)
    request = survey.request(vectors=[at, *points, *vectors])
    if begun := unfinished(out, request):
        is_own = "plane.axes" in begun.arrays
        arrays = begun.arrays if is_own else begun.landscape.fields()
        origin, axes = (arrays[("plane." if is_own else "surface.") + name] for name in ("origin", "axes"))
        found = known(begun.manifest["survey"]["plane"], origin, axes, begun.params)
        survey.take(found, [out], request, is_own=is_own)
        return load(out)
    found = _slice(survey, course, at, points, vectors)
    if run and not points and course.plane is None and not found.is_whole_space:
        # The whole path is known, and seen in the plane.
        places, off = course.within(found.origin.astype(np.float64), found.axes.astype(np.float64))
        found = replace(found, places=places, off=off)
        losses, steps = run.loss[: len(places)].tolist(), run.step[: len(places)].tolist()
    else:
        losses = survey.losses(found.origin, found.axes, found.places)
        steps = list(range(len(losses)))
    write_holder(out, title, layers, found, losses, steps)
    survey.take(found, [out], request, is_own=not found.is_whole_space)
    return load(out)


def _slice(
    survey: Survey, course: Course, at: NDArray[Any], points: Sequence[NDArray[Any]], vectors: Sequence[NDArray[Any]]
) -> ModelSlice:
    """Return the line or plane that was asked for."""
    subject, said = survey.subject, survey.said
    layers = subject.layers
    if points:
        return through_points(layers, points)
    if layers.size <= 2:
        return whole_space(layers, at, said["reach"])
    if vectors:
        return along_vectors(layers, at, vectors, reach=said["reach"])
    if said["plane"] == "path":
        if course.plane is None:
            return of_path(layers, course.places)
        return replace(known("path", *course.plane, course.places), names=("PC 1", "PC 2"), off=course.off)
    if said["plane"] == "hessian":
        (loss,) = survey.losses(at, np.zeros((1, layers.size)), np.zeros((1, 1)))
        return along_eigenvectors(subject, at, loss=loss, reach=said["reach"], seed=said["seed"])
    return at_random(subject, at, **{name: said[name] for name in ("normalize", "biases", "reach", "seed")})


def _vector(layers: Layers, what: str, values: Any) -> NDArray[Any]:
    """Return parameters in any form as a vector; of a state dict, what is no parameter is passed over."""
    values = unpacked(values, None, None)[0]
    values = dict(values.named_parameters()) if hasattr(values, "named_parameters") else values
    if isinstance(values, Mapping) and set(layers.names) <= values.keys():
        values = {name: values[name] for name in layers.names}
    return layers.flat(what, values)


def _called(of: Any) -> str:
    """Return what a model is called in a title."""
    kind = type(of)
    return "a point" if kind.__module__ in ("builtins", "numpy") else kind.__name__


def _runs_of(of: Any) -> list[Run]:
    """Return runs, or none where a model is meant."""
    one = isinstance(of, str | PathLike | Run)
    many = isinstance(of, list | tuple) and bool(of) and all(isinstance(part, str | PathLike | Run) for part in of)
    if not (one or many):
        return []
    # What was loaded before may have been written to since.
    return [load(part.path if isinstance(part, Run) else part) for part in ([of] if one else of)]


def _layers_of(runs: Sequence[Run]) -> Layers:
    """Return what the parameters of runs are made of, which is the same in all of them."""
    found = []
    for run in runs:
        space = run.manifest.get("space") or {"kept": "all", "layers": []}
        if space["kept"] == "sketch":
            raise RunError(f"{run.path} was broken off before the plane of its path was known; record it again")
        wide = "plane.origin" if space["kept"] == "plane" else "params"
        size, dtype = run.arrays[wide].shape[-1], np.dtype(run.manifest["fields"][wide]["dtype"])
        kept = [one for one in space["layers"] if one["name"] in space.get("names", [one["name"]])]
        kept = kept or [{"name": "", "shape": [size]}]
        found.append(Layers(tuple(o["name"] for o in kept), tuple(tuple(o["shape"]) for o in kept), dtype))
        if (found[0].names, found[0].shapes) != (found[-1].names, found[-1].shapes):
            raise ValueError(f"{run.path} and {runs[0].path} are of models with different layers, which share no plane")
        if ("plane.origin" in run.arrays) != ("plane.origin" in runs[0].arrays):
            raise ValueError(
                f"{run.path} and {runs[0].path} do not keep the same of their parameters; record both with one keep="
            )
    return found[0]


def _check_same(have: Layers, want: Layers, *, has_model: bool) -> None:
    """Hold a model against the layers that were recorded."""
    if have.size != want.size or (has_model and want.are_named and have.shapes != want.shapes):
        raise ValueError(
            f"the run was recorded of {want.size:,} parameters, and the model has {have.size:,} of other shapes; give "
            "the model of the run, as model=net"
        )
