"""A run as a data frame of pandas, which is imported when one is asked for."""

from typing import Any

import numpy as np

from gdviz.arguments import WHOLE

# More parameters than these are no columns that anybody reads.
MOST = 100


def frame_of(run: Any, most: int = MOST) -> Any:
    """Return a run as a data frame with a row for each step.

    Its columns are loss, the parameters, and the metrics at that step, and learning rate and gradient of the step that
    leads on from there. What was not recorded is not there.

    Parameters
    ----------
    most
        Where there are more parameters than these they and their gradients are left out.

    Raises
    ------
    ValueError
        Where pandas is missing.
    """
    WHOLE.check("most", most)
    try:
        import pandas as pd
    except ModuleNotFoundError:
        raise ValueError("a data frame needs pandas, which is missing; run pip install pandas") from None
    names = run.problem["parameters"]
    columns: dict[str, Any] = {"loss": run.loss}
    if len(names) <= most:
        columns |= dict(zip(names, run.params.T, strict=True))
    columns |= run.metrics
    if "learning_rate" in run.arrays:
        columns["learning_rate"] = _led(run.arrays["learning_rate"])
    if "gradient" in run.arrays and len(names) <= most:
        columns |= {f"gradient of {name}": _led(column) for name, column in zip(names, run.gradient.T, strict=True)}
    return pd.DataFrame(columns, index=pd.Index(run.step, name="step"))


def _led(steps: Any) -> Any:
    """Return numbers of the steps in the rows from which they lead; from the last none does."""
    return np.append(steps, np.nan)
