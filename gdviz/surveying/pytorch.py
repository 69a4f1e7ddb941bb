"""Torch modules: their parameters are lent other numbers, and come back with everything else as it was, bit for bit.

The parameters' own storage is never written. For as long as the model is lent, each parameter looks into one long
tensor in which a point of the plane is a single sum: base + x a, with base = origin + y b reckoned once a row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.registry import unknown
from gdviz.surveying.subject import HessianProduct, TakeRow, Tick
from gdviz.surveying.untouched import Generators, given_back

Array = NDArray[np.float64]
Undo = list[Callable[[], Any]]
Storage = tuple[torch.dtype, torch.device]
# Parameters begin at multiples of so many numbers: kernels are quickest with what is aligned.
ALIGNED = 16


class TorchModel:
    """A module and a function of it, or a criterion with batches; see Subject.

    Parameters
    ----------
    model
        The module, on any device.
    loss
        A function of the module; or a pair (criterion, batches) of a function of outputs and targets, and a loader, or
        one pair of inputs and targets: then the loss is the mean over all of them.
    names
        The parameters that are moved; by default those that require a gradient, or if none does, all.
    batchnorm
        "eval" or "recompute"; see gdviz.surveying.landscape.
    seed
        What the generators begin from at each point.
    """

    def __init__(
        self, model: torch.nn.Module, loss: Any, *, names: Sequence[str] | None, batchnorm: str, seed: int
    ) -> None:
        named = dict(model.named_parameters())
        for name in names or ():
            if name not in named:
                raise unknown("parameter of the model", name, list(named))
        trained = [name for name, p in named.items() if p.requires_grad] or list(named)
        self._named = {name: named[name] for name in names or trained}
        if not self._named:
            raise ValueError("the model has no parameters, so there is no landscape of them")
        self.layers = Layers.of("the model", self._named)
        self._model, self._loss = model, loss if callable(loss) else mean_over(*loss)
        self._norms = [m for m in model.modules() if _keeps_statistics(m)]
        self._is_reestimated = batchnorm == "recompute"
        if self._is_reestimated and not self._norms:
            raise ValueError("batchnorm='recompute' and the model has no BatchNorm layer that keeps statistics")
        self._generators = Generators(seed)
        self._room = Room(self._named)

    def vector(self) -> NDArray[Any]:
        """Return the parameters as they are now."""
        return self.layers.flat("the model", self._named)

    def units(self, name: str) -> int:
        """Return 0: a filter, or the weights that come to a unit, are a row."""
        return 0

    @contextmanager
    def over(self, origin: NDArray[Any], axes: NDArray[Any]) -> Iterator[TakeRow]:
        """Give the loss over a plane."""
        starts, *alongs = (self._room.filled(vector) for vector in (origin, *axes))
        flats = self._room.filled(origin, exact=True)
        buffers = Buffers(self._model)

        def put(bases: list[torch.Tensor], x: float) -> None:
            for flat, base, along in zip(flats, bases, alongs[0], strict=True):
                if flat.dtype == base.dtype:
                    torch.add(base, along, alpha=x, out=flat)
                else:
                    # Added in more digits than half has, and rounded once.
                    flat.copy_(torch.add(base, along, alpha=x))

        def take(x: Array, y: float, tick: Tick) -> Array:
            with torch.no_grad():
                bases = starts
                if len(alongs) > 1:
                    bases = [torch.add(o, b, alpha=y) for o, b in zip(starts, alongs[1], strict=True)]
                are_moved, found = True, []
                for place in self._generators.each(len(x)):
                    if are_moved:
                        buffers.restore()
                    put(bases, float(x[place]))
                    found.append(self._value())
                    # Buffers that the row's first point does not move, the others do not move either.
                    are_moved = are_moved and (bool(place) or buffers.are_moved())
                    tick(1)
                return np.array([float(value) for value in found])

        def borrow(undo: Undo) -> None:
            self._lend(undo, buffers)
            self._seat(undo, flats)

        with given_back(borrow):
            yield take

    def _value(self) -> float | torch.Tensor:
        """Return the loss where the parameters are; one on another device is not waited for."""
        if self._is_reestimated:
            for norm in self._norms:
                norm.reset_running_stats()
                norm.training = True
            self._loss(self._model)
            for norm in self._norms:
                norm.training = False
        value = self._loss(self._model)
        if isinstance(value, torch.Tensor):
            if value.numel() != 1:
                raise ValueError(f"loss is one number, not {value.numel()}; give their mean or their sum")
            return value.detach().clone() if value.device.type != "cpu" else value.item()
        return float(value)

    def _lend(self, undo: Undo, buffers: "Buffers") -> None:
        """Put the model into eval mode; and note how all is undone that it, or its loss, might change of it."""
        self._generators.borrow(undo)
        undo.append(buffers.give_back)
        for p in self._model.parameters():
            undo.append(partial(p.requires_grad_, p.requires_grad))
            undo.append(partial(setattr, p, "grad", p.grad))
            # A loss that sets gradients to zero shall not find these.
            p.grad = None
        undo += [partial(setattr, module, "training", module.training) for module in self._model.modules()]
        self._model.eval()
        for norm in self._norms:
            undo.append(partial(setattr, norm, "momentum", norm.momentum))
            undo.append(partial(norm.__dict__.pop, "train", None))
            # Whatever the loss calls, these use the statistics that were asked for; without momentum they are means.
            norm.momentum = None if self._is_reestimated else norm.momentum
            norm.__dict__["train"] = partial(_stay, norm)

    def _seat(self, undo: Undo, flats: list[torch.Tensor]) -> None:
        """Let the parameters look into other tensors."""
        for name, p in self._named.items():
            undo.append(partial(setattr, p, "data", p.data))
            p.data = self._room.view(name, flats)

    @contextmanager
    def hessian(self, at: NDArray[Any]) -> Iterator[HessianProduct]:
        """Give products of the Hessian with vectors: gradients of the gradient's product with them."""
        flats, buffers, own = self._room.filled(at, exact=True), Buffers(self._model), list(self._named.values())

        def borrow(undo: Undo) -> None:
            self._lend(undo, buffers)
            self._seat(undo, flats)
            for p in own:
                p.requires_grad_(True)

        with given_back(borrow):
            self._generators.restart()
            with torch.enable_grad():
                value = self._loss(self._model)
                if not isinstance(value, torch.Tensor) or not value.requires_grad:
                    raise ValueError(
                        "plane='hessian' differentiates the loss twice; let it return a tensor, without torch.no_grad "
                        "or .item()"
                    )
                slopes = torch.autograd.grad(value, own, create_graph=True, allow_unused=True, materialize_grads=True)
            curved = [slope for slope in slopes if slope.requires_grad]

            def product(vector: Array) -> Array:
                parts = self._room.parts(self._room.filled(vector, exact=True))
                wanted = [part for part, slope in zip(parts, slopes, strict=True) if slope.requires_grad]
                if not curved:
                    return np.zeros_like(vector)
                found = torch.autograd.grad(
                    curved, own, wanted, retain_graph=True, allow_unused=True, materialize_grads=True
                )
                return self.layers.flat("curvature", dict(zip(self._named, found, strict=True))).astype(np.float64)

            yield product


class Room:
    """Room for parameters in one tensor for each type and device, each with the strides that it has."""

    def __init__(self, named: Mapping[str, torch.nn.Parameter]) -> None:
        self._named = named
        self._places: dict[str, tuple[Storage, int, tuple[int, ...]]] = {}
        self._sizes: dict[Storage, int] = {}
        for name, p in named.items():
            kind = (p.dtype, p.device)
            at = self._sizes.get(kind, 0)
            self._places[name] = (kind, at, torch.empty_like(p, device="meta").stride())
            self._sizes[kind] = at + -(-p.numel() // ALIGNED) * ALIGNED

    def filled(self, vector: NDArray[Any], *, exact: bool = False) -> list[torch.Tensor]:
        """Return a tensor for each type and device with a vector (D,) in it: in the exact type, or in no narrow one."""
        flats = [
            torch.zeros(size, dtype=dtype if exact else _wide(dtype), device=device)
            for (dtype, device), size in self._sizes.items()
        ]
        first = 0
        with torch.no_grad():
            for name, p in self._named.items():
                last = first + p.numel() * (2 if p.is_complex() else 1)
                part = torch.from_numpy(np.array(vector[first:last]))
                part = torch.view_as_complex(part.reshape(*p.shape, 2)) if p.is_complex() else part.reshape(p.shape)
                self.view(name, flats).copy_(part)
                first = last
        return flats

    def view(self, name: str, flats: list[torch.Tensor]) -> torch.Tensor:
        """Return the part of a parameter."""
        kind, at, strides = self._places[name]
        flat = flats[list(self._sizes).index(kind)]
        return torch.as_strided(flat, self._named[name].shape, strides, at)

    def parts(self, flats: list[torch.Tensor]) -> list[torch.Tensor]:
        """Return the parts of all parameters."""
        return [self.view(name, flats) for name in self._named]


class Buffers:
    """The buffers of a model: what they hold, and that no others stand in their place."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._slots = [
            (module, name, buffer)
            for module in model.modules()
            for name, buffer in module._buffers.items()
            if buffer is not None
        ]
        self._held = {id(buffer): (buffer, buffer.detach().clone()) for _, _, buffer in self._slots}
        self._versions = self._seen()

    def _seen(self) -> list[tuple[int, int]]:
        return [(id(module._buffers.get(name)), buffer._version) for module, name, buffer in self._slots]

    def are_moved(self) -> bool:
        """Return whether any has been written to, or another put in its place, since all were put back."""
        return self._seen() != self._versions

    def restore(self) -> None:
        """Put all back."""
        if not self.are_moved():
            return
        for module, name, buffer in self._slots:
            module._buffers[name] = buffer
        with torch.no_grad():
            for buffer, copy in self._held.values():
                buffer.copy_(copy)
        self._versions = self._seen()

    give_back = restore


def _keeps_statistics(module: torch.nn.Module) -> bool:
    """Return whether a module normalises with statistics that it has learnt."""
    return getattr(module, "running_mean", None) is not None and hasattr(module, "reset_running_stats")


def _stay(module: torch.nn.Module, mode: bool = True) -> torch.nn.Module:
    """Stand in for a module's `train`: it stays in the mode that it has."""
    return module


def mean_over(criterion: Callable[[Any, Any], Any], batches: Any) -> Callable[[torch.nn.Module], Any]:
    """Return a criterion's mean over batches as a function of a model.

    Parameters
    ----------
    criterion
        A function of outputs and targets, the mean over a batch.
    batches
        A loader of pairs of inputs and targets, or one pair.
    """
    one = isinstance(batches, tuple | list) and len(batches) == 2 and all(hasattr(part, "shape") for part in batches)

    def loss(model: torch.nn.Module) -> Any:
        device = next(chain(model.parameters(), model.buffers())).device
        pairs: Iterable[Any] = [batches] if one else batches
        total, count = 0.0, 0
        for inputs, targets in pairs:
            value = criterion(model(inputs.to(device)), targets.to(device))
            total, count = total + value * len(targets), count + len(targets)
        if not count:
            raise ValueError("the loader of the loss has no batches; an iterator that was gone through is empty")
        return total / count

    return loss


def _wide(dtype: torch.dtype) -> torch.dtype:
    """Return the type in which points are reckoned."""
    return torch.float32 if dtype.itemsize < 4 and not dtype.is_complex else dtype
