"""Recording a training of one's own, so that pictures can be drawn of it as of any run."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdviz.arguments import FLAG, NUMBER, NUMBERS, PLACE, TEXT, WHOLE, WORDS, Accepted, sequence, taking
from gdviz.landscapes.asked import check_samples, sides_of
from gdviz.optimizers import OPTIMIZERS
from gdviz.recording.plane_predictions import Predict, predictions_of
from gdviz.recording.recording import Recording
from gdviz.recording.sources import source_of
from gdviz.recording.values import Loss
from gdviz.registry import unknown
from gdviz.runs.data import as_numbers
from gdviz.runs.given_data import DATA, data_of
from gdviz.runs.models import MODELS
from gdviz.runs.preprocessing import ENTRY

# A landscape beside a path is drawn from so many points along each side at least.
FEWEST = 17
BOX = Accepted(
    "low and high of each of one or two parameters",
    lambda value: NUMBERS.fits(value) or (isinstance(value, list | tuple) and all(map(NUMBERS.fits, value))),
    "(-2, 2, -1, 3)",
)
STILLS = (".png", ".svg", ".pdf")
PREDICTS = Accepted("a function of points (n, 2)", callable, "lambda points: net(points)").or_none


@taking(
    out=PLACE,
    loss=Accepted("a function of the parameters", callable, "lambda p: (p**2).sum()").or_none,
    domain=BOX.or_none,
    samples=WHOLE.or_none,
    title=TEXT,
    lr=NUMBER.or_none,
    parameters=sequence("a list of names", TEXT.fits, "['w', 'b']"),
    data=DATA.or_none,
    every=WHOLE,
    keep=Accepted(
        "'all', 'plane' or a list of the names of layers",
        lambda value: value in ("all", "plane") if isinstance(value, str) else WORDS.fits(value) and bool(len(value)),
        "'plane'",
    ).or_none,
    snapshots=WHOLE,
    attach=FLAG,
    live=PLACE.or_none,
    predict=PREDICTS,
    hidden=PREDICTS,
)
def record(
    out: str | Path,
    *,
    loss: Loss | None = None,
    domain: Sequence[float] | None = None,
    samples: int | None = None,
    title: str = "Training run",
    optimizer: Any = "",
    lr: float | None = None,
    parameters: Sequence[str] = (),
    minima: ArrayLike = (),
    data: Any = None,
    model: Any = "function",
    every: int = 1,
    keep: str | Sequence[str] | None = None,
    snapshots: int = 128,
    attach: bool = False,
    live: str | Path | None = None,
    predict: Predict | None = None,
    hidden: Predict | None = None,
) -> Recording:
    """Record a training of your own: a context whose `step` you call before each update.

    The run that it leaves in `out` is like one that `gdviz.solve` made: `gdviz.load` opens it, and every figure and
    scene that finds in it what it shows can draw it. An exception, an interrupt or the end of the process leaves the
    rows up to there.

    Parameters
    ----------
    out
        The run's directory. A run that is there is replaced once rows of the new one are on disk; what is not gdviz's
        is refused.
    loss
        f, a function of the parameters as one vector of shape (D,), or of many of shape (..., D) at once. With it the
        landscape around the path is sampled when the loop ends, and `step` needs no loss. Without it there is no
        landscape to draw on; the loss, and what belongs to the data, can still be drawn.
    domain
        Low and high of each of one or two parameters in turn, such as (-2, 2, -1, 3), or in pairs: the box to sample,
        which is widened where the path leaves it. Without it the box is the path's own. With more than two parameters
        the plane of the path's two leading principal components is sampled.
    samples
        Points along each side of the landscape, 17 to 1025; where f is slow, 73 are a sixteenth of the work. By default
        289, and 41 where there are more than 10,000 parameters.
    title
        The name of the problem in pictures.
    optimizer
        The name of the method in pictures; or the optimizer of torch's that trains the model: then its name, rates and
        state are recorded, and pictures explain its steps.
    lr
        The learning rate, if there is one and no optimizer says it.
    parameters
        The D names, as axes are labelled; by default those of the layers, where they have names.
    minima
        Known minimisers, shape (K, D), which pictures ring.
    data
        The points that are fitted: arrays or data frames X (n,) or (n, d) and y (n,) or (n, 1), of numbers or words; a
        data frame, whose last column is y; a Bunch of scikit-learn's; or what `gdviz.Data.of` makes, which names them.
    model
        What the parameters are of `data`, for the figures that show it: "line" (intercept, slope), "slope" (of a line
        through the origin), "linear" (intercept, then a weight for each column of X), "polynomial" (powers 0, 1, ... of
        x brought from its range to [-1, 1]) or "linear classifier" (bias, then a weight for each column of X); else
        "function". Or what is trained, a torch module or an estimator of scikit-learn's: then `step` needs no params.
    every
        Record every so many steps; of up to 10,000 parameters the last is always recorded.
    keep
        What of the parameters the run keeps: "all", the names of some layers, or "plane": where they are in the plane
        in which their path moves most, and how far from it. By default all of up to 10,000, the plane of more.
    snapshots
        How many whole vectors, at even distances, that plane is found from at most; while the training goes on they lie
        on the disk beside the run, in 4 GiB at most. Points between them are placed to within an error that the run
        tells.
    attach
        Record at each of the optimizer's own steps, with the loss whose `backward` came before it, so that the loop
        stays as it is.
    live
        A picture, such as "contour.png", that another process renews every few seconds while the training goes on: the
        path beside the loss, on a plain field until there is a landscape. What goes wrong with it is told in a warning.
    predict
        Of classes of points of two features, what the model as it is says of points (n, 2) like those of the data: for
        each its label, or a score or a probability for each class, of two classes for the second alone. It is asked on
        a grid at up to 64 steps, so that figures `boundary` and `network` need no model. By default what a torch module
        or an estimator says of them, if it takes two numbers.
    hidden
        What the hidden units say of such points, (n, h), or of each of several layers, [(n, h1), (n, h2)]; `network`
        draws those that vary most. By default what comes to each linear layer but the first of a torch.nn.Sequential.

    Raises
    ------
    ValueError
        For a value out of range, or names and shapes that do not fit together.

    Examples
    --------
    >>> import numpy as np
    >>> def bowl(p):
    ...     return p[0] ** 2 + 4 * p[1] ** 2
    >>> p = np.array([2.0, 1.0])
    >>> with gdviz.record("runs/mine", loss=bowl, lr=0.1) as run:
    ...     for _ in range(30):
    ...         gradient = np.array([2 * p[0], 8 * p[1]])
    ...         run.step(p, gradient=gradient)
    ...         p = p - 0.1 * gradient
    >>> gdviz.load("runs/mine").params.shape
    (30, 2)
    """
    source = (
        None
        if isinstance(model, str)
        else source_of(model, None if isinstance(optimizer, str) else optimizer, attach=attach)
    )
    if source is None and not isinstance(optimizer, str):
        raise ValueError("an optimizer says whose parameters it trains with its model; give that too, as model=net")
    if source is None and attach:
        raise ValueError("attach=True follows a torch optimizer; give it and its model, as model=net, optimizer=opt")
    model = model if source is None else "function"
    known = [name for name, one in MODELS.items() if one.recordable]
    if model not in known:
        raise unknown("model", model, known, show_all=True)
    if lr is not None and not (np.isfinite(lr) and lr > 0):
        raise ValueError(f"the learning rate must be a positive number, not {lr!r}; leave it out where there is none")
    if samples is not None:
        check_samples(samples, fewest=FEWEST, example=73)
    if every < 1:
        raise ValueError(f"every must be a whole number of 1 or more, not {every!r}; try every=10")
    if snapshots < 2:
        raise ValueError(f"snapshots must be a whole number of 2 or more, not {snapshots!r}; try snapshots=128")
    if live is not None and Path(live).suffix.lower() not in STILLS:
        raise ValueError(f"live is a picture that stands still, not {str(live)!r}; try live='contour.png'")
    if domain is not None and loss is None:
        raise ValueError("the domain is the box where the loss is sampled; give the function too, as loss=...")
    sides = None if domain is None else sides_of(domain, (1, 2))
    points = None if data is None else data_of(data)
    if points is None and MODELS[model].kind != "function":
        raise ValueError(f"a {model} is fitted to points; give them as data=(X, y)")
    if points is not None and MODELS[model].kind == "classifier":
        points = points.labelled()
    predictions = predictions_of(points, source, predict, hidden)
    points = predictions.data
    done = {ENTRY: points.preprocessing.entry()} if points and points.preprocessing else {}
    about = {
        "problem": {
            "name": re.sub(r"\W+", "-", title.lower()).strip("-") or "training-run",
            "title": title,
            "parameters": list(parameters),
            "model": model,
            "minima": as_numbers("minima", minima).tolist(),
            "features": list(points.features) if points else [],
            "target": points.target if points else "",
            "classes": list(points.classes) if points else [],
            **done,
        },
        "optimizer": {**_named(optimizer), **(source.about() if source else {}), **({"lr": lr} if lr else {})},
        "every": every,
    }
    return Recording(
        Path(out),
        about,
        points,
        lr=lr,
        loss=loss,
        domain=sides,
        samples=samples,
        keep=keep,
        snapshots=snapshots,
        source=source,
        live=None if live is None else Path(live),
        predictions=predictions,
    )


def _named(optimizer: Any) -> dict[str, Any]:
    """Return the manifest's entry of an optimizer of which there is but a name, with the title of a rule of gdviz."""
    name = optimizer if isinstance(optimizer, str) else ""
    return {"name": name, "title": OPTIMIZERS[name]().title if name in OPTIMIZERS else name, "lr": 0.0}
