"""What a torch module is made of, found again at each step without a walk over its names."""

from collections.abc import Iterator
from itertools import chain, zip_longest
from operator import attrgetter, methodcaller

import torch

_VALUES = methodcaller("values")
_PARTS, _PARAMETERS = attrgetter("_modules"), attrgetter("_parameters")

# What wrappers of modules call the one inside.
WRAPS = ("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")


class Contents:
    """All modules within a module, and the parameters in them, as they are when this is made."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._modules = list(model.modules())
        self._known = list(self._found())

    def are_same(self) -> bool:
        """Return whether they are these very objects still."""
        return all(one is other for one, other in zip_longest(self._found(), self._known))

    def _found(self) -> Iterator[object]:
        return chain.from_iterable(map(_VALUES, chain(map(_PARTS, self._modules), map(_PARAMETERS, self._modules))))


def bare_names(named: dict[str, torch.nn.Parameter]) -> dict[str, torch.nn.Parameter]:
    """Return parameters by their names without what wrappers of a model, or of a part of it, put into these."""
    named = {".".join(part for part in name.split(".") if part not in WRAPS): p for name, p in named.items()}
    while named and all(name.startswith("module.") for name in named):
        named = {name.removeprefix("module."): p for name, p in named.items()}
    return named
