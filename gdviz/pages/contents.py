"""Which panels a page has: what follows from its runs, or what is asked for."""

from collections.abc import Callable, Sequence

from gdviz.pages.boundary import why_not_plane
from gdviz.pages.fit import why_not_fitted
from gdviz.pages.solvable import why_no_momentum_plane
from gdviz.registry import unknown
from gdviz.runs.requirements import why_not_course, why_not_descent_1d, why_not_surface
from gdviz.runs.run import Run

Reason = Callable[[Sequence[Run]], str | None]


def _first(why_not: Callable[[Run], str | None]) -> Reason:
    """Return why one of several runs has no such panel."""
    return lambda runs: next((reason for run in runs if (reason := why_not(run))), None)


def _why_no_course(runs: Sequence[Run]) -> str | None:
    """Return why runs have no losses over their steps, or None: all of them hold points of a landscape."""
    reasons = [why_not_course(run) for run in runs]
    return reasons[0] if all(reasons) else None


def _why_no_plane(run: Run) -> str | None:
    """Return why a path lies in no plane, or None: without a landscape it has one of its own."""
    return why_not_surface(run) if run.params.shape[1] < 2 else None


# In the order in which they stand on the page, each with why runs have none of it.
PANELS: dict[str, Reason] = {
    "boundary": _first(why_not_plane),
    "fit": _first(why_not_fitted),
    "curve": _first(why_not_descent_1d),
    "contour": _first(_why_no_plane),
    "relief": _first(why_not_surface),
    "loss": _why_no_course,
    "momentum-plane": why_no_momentum_plane,
}


def panels_of(runs: Sequence[Run]) -> list[str]:
    """Return the names of the panels that runs have."""
    return [name for name, why_not in PANELS.items() if why_not(runs) is None]


def chosen_panels(runs: Sequence[Run], names: Sequence[str]) -> list[str]:
    """Return names of panels that were asked for.

    Raises
    ------
    ValueError
        For an unknown name, one that is there twice, none at all, or a panel that the runs do not have.
    """
    if not names:
        raise ValueError(f"a page needs a panel; choose from {', '.join(panels_of(runs))}")
    for name in names:
        if name not in PANELS:
            raise unknown("panel", name, PANELS, show_all=True)
        if reason := PANELS[name](runs):
            raise ValueError(
                f"there is no panel {name!r} of these runs: {reason}; there are {', '.join(panels_of(runs))}"
            )
    if len(set(names)) < len(names):
        raise ValueError(f"--panels names each panel once, not {','.join(names)!r}")
    return list(names)
