"""What a recording asks of a model and its optimizer, whatever framework they are of."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Trained(Protocol):
    """A model, and the optimizer that trains it.

    Attributes
    ----------
    is_attached
        Whether it calls the recording's `step` by itself, and nobody else may.
    """

    is_attached: bool

    def about(self) -> dict[str, Any]:
        """Return the manifest's entry for the optimizer."""
        ...

    def params(self) -> Mapping[str, Any]:
        """Return the trained parameters by name, as they are now."""
        ...

    def gradient(self) -> Mapping[str, Any] | None:
        """Return what the next update will use, by the same names; None where there is none yet."""
        ...

    def rates(self) -> dict[str, Any]:
        """Return the learning rate of the next update, by the name of its field; one for each group of parameters."""
        ...

    def state(self) -> Mapping[str, Any]:
        """Return the optimizer's state as it is now, by torch's names."""
        ...

    def attach(self, step: Callable[..., None], settle: Callable[[], None]) -> None:
        """Begin: `step` is the recording's, for those that call it by themselves.

        `settle` tells that the update begins, and that gradient and rates are now as it uses them.
        """
        ...

    def detach(self, *, has_failed: bool) -> None:
        """End, and leave nothing at the objects; unless it has failed, the last step may be told yet."""
        ...

    def is_trial(self) -> bool:
        """Return whether the optimizer is trying out points, which are no steps."""
        ...


class Asked:
    """A source that is asked alone: a loop, or a callback, says when there was a step."""

    is_attached = False

    def attach(self, step: Callable[..., None], settle: Callable[[], None]) -> None:
        """Do nothing."""

    def detach(self, *, has_failed: bool) -> None:
        """Do nothing."""

    def is_trial(self) -> bool:
        """Return False: whatever is said is a step."""
        return False
