"""The landscape of a model, written into a run that every figure and scene can draw."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.arguments import FLAG, FUNCTION, NUMBER, NUMBERS, PLACE, TEXT, WHOLE, Accepted, taking
from gdviz.landscapes.asked import check_samples
from gdviz.registry import unknown
from gdviz.runs.manifest import BATCHNORM, NORMALIZE
from gdviz.surveying.courses import Course
from gdviz.surveying.given import called, check_places, check_same, layers_of, runs_of, vector_of
from gdviz.surveying.hands import processes
from gdviz.surveying.into_runs import anew, inside, together
from gdviz.surveying.subjects import surveyed
from gdviz.surveying.survey import Survey

PLANES = ("path", "joint", "random", "hessian")
# What the generators of NumPy and of torch both begin from.
MOST_SEED = 2**32 - 1


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
    gradient=FUNCTION.or_none,
    jobs=Accepted(
        "a number of processes, or an executor, such as concurrent.futures.ProcessPoolExecutor()",
        lambda one: WHOLE.fits(one) or hasattr(one, "submit"),
        "2",
    ).or_none,
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
    gradient: Callable[[Any], Any] | None = None,
    jobs: int | Executor | None = None,
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
    gradient
        Of a loss that is a function of numbers, the same of its gradient: for plane="hessian". A torch module has its
        own.
    jobs
        How many processes share the rows, each in one thread, or an executor that has some; the numbers are the same
        with any of them. By default this process takes them, in as many threads as it has. On Linux the processes are
        forked, where nothing forbids it; elsewhere, and in an executor, model and loss have to be such as can be sent
        there.
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
    _check(plane, through, directions, normalize, batchnorm, samples, reach, seed)
    processes(jobs)
    if (runs := runs_of(of)) and plane is None and not len(through) and not len(directions):
        plane = "path" if len(runs) == 1 else "joint"
    if (plane in ("path", "joint") and not runs) or (model is not None and not runs):
        raise ValueError(
            "model= and plane='path' or 'joint' belong to recorded runs; give these first, or the model alone, as in "
            "landscape(net, loss, out='runs/landscape')"
        )
    if (plane == "joint") != (len(runs) > 1) or (plane == "joint" and out is not None):
        raise ValueError("a plane 'joint' is written into two runs or more, given in a list, and has no out")
    check_places(runs, out)
    names, layers = None, None
    if runs:
        layers = layers_of(runs)
        kept = runs[0].manifest.get("space", {}).get("names")
        names = None if model is None else kept or (layers.names if layers.are_named else None)
    of_what = of if not runs else Course.of(runs[0]).end if model is None else model
    how: dict[str, Any] = {"batchnorm": batchnorm, "seed": seed, "names": names, "gradient": gradient}
    make = partial(surveyed, of_what, loss, points=samples**2, **how)
    said = {"plane": plane, "reach": reach, "normalize": normalize, "biases": biases, "batchnorm": batchnorm}
    box = None if domain is None else list(map(float, domain))
    survey = Survey(make, samples, box, said | {"seed": seed}, jobs, progress)
    if layers is not None:
        check_same(survey.subject.layers, layers, has_model=model is not None)
    if len(runs) > 1:
        return together(survey, runs)
    if runs and plane == "path" and out is None:
        return inside(survey, runs[0])
    if out is None:
        raise ValueError("say where the run goes that holds the landscape, out='runs/landscape'")
    points = [vector_of(survey.subject.layers, "through", point) for point in through]
    vectors = [vector_of(survey.subject.layers, "directions", vector) for vector in directions]
    title = title or (runs[0].problem["title"] if runs else f"Loss around {called(of)}")
    return anew(survey, Path(out), title, runs[0] if runs else None, points, vectors)


def _check(
    plane: str | None,
    through: Sequence[Any],
    directions: Sequence[Any],
    normalize: str,
    batchnorm: str,
    samples: int,
    reach: float,
    seed: int,
) -> None:
    """Raise ValueError for what no landscape can be asked for."""
    if normalize not in NORMALIZE:
        raise unknown("normalize", normalize, NORMALIZE, show_all=True)
    if batchnorm not in BATCHNORM:
        raise unknown("batchnorm", batchnorm, BATCHNORM, show_all=True)
    if plane is not None and plane not in PLANES:
        raise unknown("plane", plane, PLANES, show_all=True)
    check_samples(samples)
    if not (np.isfinite(reach) and reach > 0):
        raise ValueError(f"reach must be a positive number, not {reach!r}; try reach=0.5")
    if not 0 <= seed <= MOST_SEED:
        raise ValueError(f"seed must be a whole number from 0 to {MOST_SEED}, not {seed!r}; try seed=1")
    if len(through) not in (0, 2, 3) or len(directions) not in (0, 2):
        raise ValueError("through takes two points or three, and directions two vectors")
    if sum(map(bool, (plane, len(through), len(directions)))) > 1:
        raise ValueError("give one of plane, through and directions: each of them says which plane it is")
