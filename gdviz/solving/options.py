"""The options of the solver, each declared once: its default, its range, and its words.

From these fields follow the check of a number and its message, the entry of run.json, what is read back when a run is
taken up, and the option of the commands that solve. To add one, add a field here and an argument to
gdviz.solving.specification.specify, and use it where a run is made. Nothing heavy is imported: the command line reads
this module to say what it takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from gdviz.settings import Setting, settings_of


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is chosen of how a problem is solved; see `gdviz.solving.specification.Specification` for each."""

    lr: Annotated[
        float,
        Setting(
            "Learning rate; a good one for the problem and optimizer unless given.", "(0, inf)", title="learning rate"
        ),
    ]
    seed: Annotated[int, Setting("For a start and batches that are drawn at random.", "[0, inf)", example="1")] = 0
    steps: Annotated[
        int,
        Setting(
            "The most steps to take; the problem's own number unless given.",
            "[0, inf)",
            title="number of steps",
            entry="max_steps",
        ),
    ]
    tol_gradient: Annotated[
        float, Setting("Stop once the gradient's norm is no more than this.", "[0, inf)", example="1e-6")
    ] = 0.0
    tol_step: Annotated[
        float, Setting("Stop once a step changes no parameter by more than this.", "[0, inf)", example="1e-6")
    ] = 0.0
    until: Annotated[
        tuple[str, ...],
        Setting("Stop once loss<0.01 or accuracy>=0.99 holds; repeatable.", metavar="CONDITION"),
    ] = ()
    patience: Annotated[
        int, Setting("Stop after M epochs without a new lowest loss.", "[0, inf)", metavar="M", example="1")
    ] = 0
    every: Annotated[int, Setting("Record every K-th step.", "[1, inf)", metavar="K", example="2")] = 1
    fields: Annotated[
        tuple[str, ...] | None,
        Setting(
            "Record only these beside params and loss: gradient, update, state, ...",
            metavar="A,B,...",
            entry="recorded",
        ),
    ] = None

    def chosen(self) -> dict[str, Any]:
        """Return the JSON-ready entries of run.json; the learning rate stands with the optimizer's."""
        return {
            setting.entry or name: setting.plain(getattr(self, name))
            for name, setting in OPTIONS.items()
            if name != "lr"
        }


OPTIONS = settings_of(Options)


def options_from(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a run by name, as its run.json has them; KeyError where it lacks one."""
    return {name: manifest[setting.entry or name] for name, setting in OPTIONS.items() if name != "lr"}
