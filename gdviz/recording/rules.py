"""What a framework's optimizer is called here, so that pictures explain its steps."""

from collections.abc import Mapping
from typing import Any

from gdviz.optimizers import OPTIMIZERS


def entry_of(name: str, title: str, lr: float, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest's entry of an optimizer: of a rule of gdviz's if `name` is one that takes these options.

    Parameters
    ----------
    name
        Of the rule here, or "" where none is known.
    title
        What the framework calls it.
    lr
        The learning rate, or 0 where there is none, or several.
    options
        Its settings by their names here; those that the rule does not have are left out.
    """
    entry: dict[str, Any] = {"name": "", "title": title, "lr": lr, "hyperparameters": dict(options)}
    if name not in OPTIMIZERS:
        return entry
    factory = OPTIMIZERS[name]
    try:
        rule = factory(**{option: value for option, value in options.items() if option in factory.settings})
    except ValueError:
        return entry
    return {
        "name": name,
        "title": title or rule.title,
        "formula": rule.formula,
        "lr": lr,
        "hyperparameters": dict(rule.options),
    }
