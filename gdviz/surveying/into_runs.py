"""A landscape taken, and the runs that it goes into: that of a path, those of several, or one of its own."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.run import Run, load
from gdviz.surveying.courses import Course, joint
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
from gdviz.surveying.survey import Survey


def inside(survey: Survey, run: Run) -> Run:
    """Take the landscape in the plane of a run's path, and write it into the run."""
    course = Course.of(run)
    request = survey.request(str(run.manifest.get("created_at")), str(run.path.absolute()))
    if course.plane is None:
        survey.take(of_path(survey.subject.layers, course.places), [run.path], request, is_own=False)
    else:
        found = known("path", *course.plane, course.places)
        survey.take(found, [run.path], request, is_own=True)
    return load(run.path)


def together(survey: Survey, runs: Sequence[Run]) -> list[Run]:
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


def anew(
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
    if not np.isfinite(at).all():
        raise ValueError("the model's parameters are not all finite, and around NaN there is no landscape")
    request = survey.request(vectors=[at, *points, *vectors])
    if begun := unfinished(out, request):
        is_own = "plane.axes" in begun.arrays
        arrays = begun.arrays if is_own else begun.landscape.fields()
        origin, axes = (arrays[("plane." if is_own else "surface.") + name] for name in ("origin", "axes"))
        found = known(begun.manifest["survey"]["plane"], origin, axes, begun.params)
        survey.take(found, [out], request, is_own=is_own)
        return load(out)
    found = _slice(survey, course, at, points, vectors)
    follows = run if not points and course.plane is None else None
    if follows:
        # The whole path is known, and seen in the plane.
        places, off = course.within(found.origin.astype(np.float64), found.axes.astype(np.float64))
        found = replace(found, places=places, off=off)
        count = len(places)
        write_holder(out, title, layers, found, follows.loss[:count], follows.step[:count], follows)
    else:
        losses = survey.losses(found.origin, found.axes, found.places)
        write_holder(out, title, layers, found, losses, range(len(losses)))
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
        return whole_space(layers, course.places.astype(layers.dtype), said["reach"])
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
