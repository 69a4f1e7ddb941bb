"""What the reader of a page may turn: every optimizer with its settings, and the scale of the slider of each."""

import math
from typing import Any

from gdviz.languages import said
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import Problem
from gdviz.settings import Setting

# A slider has the rate in its middle, and goes so many powers of ten to each side.
DECADES = 3
# A number that is usually less is told by its power of ten, and may be so many times less.
FAINT = 1e-2
# A share that is kept goes to 1 - 10^-4, every power of ten equally far.
NINES = 4


def optimizers_for(problem: Problem, *, hessian: bool) -> list[dict[str, Any]]:
    """Return each optimizer that the page can take on a problem: its name and title, its own rate, its settings.

    Without second derivatives Newton's method is left out.
    """
    found = []
    for name, factory in OPTIMIZERS.items():
        if name == "newton" and not hessian:
            continue
        made = factory()
        dials = [dial(key, setting) for key, setting in factory.settings.items()]
        found.append(
            {
                "name": name,
                "title": said(made.title),
                "rate": made.usual_rate(problem.lr, problem.stride),
                "settings": dials,
            }
        )
    return found


def dial(name: str, setting: Setting) -> dict[str, Any]:
    """Return how a setting is turned: a switch, a choice, or a number with the scale and the ends of its slider.

    Scales are "linear"; "log", from `low` to `high` by powers of ten, with 0 at its left end where `zero` says so; and
    "nines", where 0, 0.9, 0.99, ... stand equally far apart. What is typed may lie beyond the slider's ends, anywhere
    in `interval`.
    """
    about: dict[str, Any] = {"name": name, "meaning": said(setting.meaning), "usual": setting.default}
    if setting.type is bool:
        return {**about, "kind": "switch"}
    if setting.choices:
        return {**about, "kind": "choice", "choices": list(setting.choices)}
    return {**about, "kind": "number", "interval": setting.interval, **_scale(setting)}


def _scale(setting: Setting) -> dict[str, Any]:
    """Return the scale that suits an interval, and where the slider ends."""
    usual = float(setting.default)
    low, high = (float(end) for end in (setting.interval or "(-inf, inf)")[1:-1].split(","))
    if (low, high) == (0, 1) and setting.interval[-1] == ")" and setting.interval[0] == "[":
        return {"scale": "nines", "low": 0.0, "high": 1 - 10.0**-NINES}
    if low == 0 and (high == math.inf or 0 < usual < FAINT):
        least = min(usual or FAINT, FAINT) * FAINT
        return {"scale": "log", "low": least, "high": min(high / 2, 1.0), "zero": setting.interval[0] == "["}
    reach = max(abs(usual), 1.0)
    low, high = max(low, usual - reach), min(high, usual + reach)
    # Ends that are not allowed are kept clear of.
    rim = 0.01 * (high - low)
    return {
        "scale": "linear",
        "low": low + rim * (setting.interval[:1] == "("),
        "high": high - rim * (setting.interval[-1:] == ")"),
    }
