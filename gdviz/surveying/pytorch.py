"""Torch modules: their parameters are lent other numbers, and come back with everything else as it was, bit for bit.

The parameters' own storage is never written: for as long as the model is lent they look into a room. Points are taken
one by one, or a row at once where that is quicker.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.values import as_number
from gdviz.registry import unknown
from gdviz.surveying.at_once import AtOnce
from gdviz.surveying.buffers import Buffers
from gdviz.surveying.census import Census
from gdviz.surveying.criterion import MeanOver, loss_function
from gdviz.surveying.room import Plane, Room
from gdviz.surveying.subject import HessianProduct, TakeRow, Tick, no_tick
from gdviz.surveying.untouched import Generators, given_back, uninterrupted

Array = NDArray[np.float64]
Undo = list[Callable[[], Any]]
# A quicker way is sought for so many points; and it is to take several at once where so many operations are carried
# out at all of them: what is saved of each has to make up for what torch loads for that, which takes about 0.4 s.
SOUGHT, WORTH = 100, 200_000
# So many points are taken at once at most, and at least, and so many numbers come of them at most.
MOST, FEWEST, NUMBERS, NUMBERS_ELSEWHERE = 64, 8, 1 << 22, 1 << 28
# How far the loss may be off, relative to itself, where it is found in another way.
ROUNDING = 1e-5
# A block of so many bytes, once freed, teaches the C library of GNU to keep the memory of smaller ones: otherwise the
# system takes back and gives out anew, zeroed, each layer's outputs at each point.
KEPT = 31 << 20


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
    points
        How many are to be taken, about.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        loss: Any,
        *,
        names: Sequence[str] | None,
        batchnorm: str,
        seed: int,
        points: int = 1,
    ) -> None:
        named = dict(model.named_parameters())
        for name in names or ():
            if name not in named:
                raise unknown("parameter of the model", name, list(named))
        lazy = next((name for name, p in named.items() if isinstance(p, torch.nn.UninitializedParameter)), None)
        if lazy is not None:
            raise ValueError(f"the model's {lazy} has no size before it has seen points; call the model once, net(x)")
        trained = [name for name, p in named.items() if p.requires_grad] or list(named)
        self._named = {name: named[name] for name in names or trained}
        if not self._named:
            raise ValueError("the model has no parameters, so there is no landscape of them")
        self.layers = Layers.of("the model", self._named)
        self._model, self._loss = model, loss_function(loss)
        self._norms = [m for m in model.modules() if _keeps_statistics(m)]
        self._is_reestimated = batchnorm == "recompute"
        if self._is_reestimated and not self._norms:
            raise ValueError("batchnorm='recompute' and the model has no BatchNorm layer that keeps statistics")
        self._generators, self._points = Generators(seed), points
        self._room = Room(self._named)
        kernels = {id(m._parameters.get("weight")) for m in model.modules() if isinstance(m, torch.nn.Conv2d)}
        self._kernels = [name for name, p in self._named.items() if id(p) in kernels]

    def told(self) -> dict[str, Any]:
        """Return which statistics BatchNorm uses, if it has any, and of how many batches the loss is the mean."""
        norms = {"batchnorm": "recompute" if self._is_reestimated else "eval"} if self._norms else {}
        batches = self._loss.batches if isinstance(self._loss, MeanOver) else 0
        return norms | ({"batches": batches} if batches else {})

    def vector(self) -> NDArray[Any]:
        """Return the parameters as they are now."""
        return self.layers.flat("the model", self._named)

    def units(self, name: str) -> int:
        """Return 0: a filter, or the weights that come to a unit, are a row."""
        return 0

    @contextmanager
    def over(self, origin: NDArray[Any], axes: NDArray[Any]) -> Iterator[TakeRow]:
        """Give the loss over a plane."""
        torch.empty(KEPT, dtype=torch.uint8)
        plane, buffers = Plane(self._room, origin, axes), Buffers(self._model)
        plainly, ways = partial(self._one_by_one, plane, buffers), list[TakeRow]()

        def take(x: Array, y: float, tick: Tick) -> Array:
            with torch.no_grad():
                if len(x) == 1 or self._points < SOUGHT:
                    return plainly(x, y, tick)
                if not ways:
                    ways.append(self._quickest(origin, axes, plane, buffers) or plainly)
                try:
                    return ways[0](x, y, tick)
                except Exception:
                    if ways[0] is plainly:
                        raise
                    return plainly(x, y, tick)

        with given_back(partial(self._lend, buffers)):
            yield take

    def _one_by_one(self, plane: Plane, buffers: Buffers, x: Array, y: float, tick: Tick) -> Array:
        """Return the loss at points of a row, put into the seats of a plane in turn."""
        self._sit(plane.seats)
        bases, are_moved, found = plane.bases(y), True, []
        for place in self._generators.each(len(x)):
            if are_moved:
                buffers.restore()
            plane.put(bases, float(x[place]))
            found.append(self._value())
            # Buffers that the row's first point does not move, the others do not move either.
            are_moved = are_moved and (bool(place) or buffers.are_moved())
            tick(1)
        return np.array([float(value) for value in found])

    def _quickest(self, origin: NDArray[Any], axes: NDArray[Any], plane: Plane, buffers: Buffers) -> TakeRow | None:
        """Return a quicker way than the plain one, if there is one that finds the same loss at the origin."""
        census = Census()
        plane.put(plane.bases(0.0), 0.0)
        self._sit(plane.seats)
        self._restart(buffers)
        try:
            with census:
                value = float(self._value())
            device, size = next(iter(self._named.values())).device, self.layers.size
            most = (NUMBERS if device.type == "cpu" else NUMBERS_ELSEWHERE) // (census.numbers + size)
            is_worth_it = census.operations * self._points >= WORTH and most >= FEWEST
            if is_worth_it and not self._is_reestimated and census.is_of_small_operations(size, device):
                # Nothing may come of the parameters themselves.
                plane.empty()
                way = partial(
                    self._at_once, AtOnce(self._model, self._loss, list(self._named)), plane, buffers, min(most, MOST)
                )
            elif device.type == "cpu" and census.pools():
                way = partial(self._one_by_one, Plane(Room(self._named, self._kernels), origin, axes), buffers)
            else:
                return None
            found = way(np.zeros(2), 0.0, no_tick)
        except Exception:
            return None
        return way if (abs(found - value) <= ROUNDING * abs(value)).all() else None

    def _at_once(
        self, mapped: AtOnce, plane: Plane, buffers: Buffers, count: int, x: Array, y: float, tick: Tick
    ) -> Array:
        """Return the loss at points of a row, so many at once."""
        bases, found = plane.bases(y), []
        for first in range(0, len(x), count):
            with uninterrupted():
                self._restart(buffers)
                found.append(mapped.losses(plane.many(bases, x[first : first + count])))
        tick(len(x))
        return torch.cat(found).double().cpu().numpy()

    def _restart(self, buffers: Buffers) -> None:
        """Put all back that a point may have moved."""
        buffers.restore()
        self._generators.restart()

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
        return as_number("loss", value)

    def _lend(self, buffers: Buffers, undo: Undo) -> None:
        """Put the model into eval mode; and note how all is undone that it, or its loss, might change of it."""
        self._generators.borrow(undo)
        undo.append(buffers.give_back)
        for p in self._model.parameters():
            undo.append(partial(setattr, p, "data", p.data))
            undo.append(partial(p.requires_grad_, p.requires_grad))
            undo.append(partial(setattr, p, "grad", p.grad))
            # A loss that sets gradients to zero shall not find these.
            p.grad = None
        undo += [partial(setattr, module, "training", module.training) for module in self._model.modules()]
        self._model.eval()
        for slots in (module._parameters for module in self._model.modules()):
            undo += [partial(slots.__setitem__, name, p) for name, p in slots.items()]
        for norm in self._norms:
            undo.append(partial(setattr, norm, "momentum", norm.momentum))
            undo.append(partial(norm.__dict__.pop, "train", None))
            # Whatever the loss calls, these use the statistics that were asked for; without momentum they are means.
            norm.momentum = None if self._is_reestimated else norm.momentum
            norm.__dict__["train"] = partial(_stay, norm)

    def _sit(self, seats: Sequence[torch.Tensor]) -> None:
        """Let the parameters look into other tensors."""
        for p, seat in zip(self._named.values(), seats, strict=True):
            p.data = seat

    @contextmanager
    def hessian(self, at: NDArray[Any]) -> Iterator[HessianProduct]:
        """Give products of the Hessian with vectors: gradients of the gradient's product with them."""
        seats, buffers = self._room.parts(self._room.filled(at, exact=True)), Buffers(self._model)
        own = list(self._named.values())

        def borrow(undo: Undo) -> None:
            self._lend(buffers, undo)
            self._sit(seats)
            for p in own:
                p.requires_grad_(True)

        with given_back(borrow), _twice_differentiable():
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


@contextmanager
def _twice_differentiable() -> Iterator[None]:
    """Compute attention by operations whose derivatives have derivatives, and say of others that they have none."""
    attention = getattr(torch.nn, "attention", None)
    plain = nullcontext() if attention is None else attention.sdpa_kernel(attention.SDPBackend.MATH)
    try:
        with plain:
            yield
    except RuntimeError as error:
        if "not implemented" not in str(error) and "double backward" not in str(error):
            raise
        said = str(error).partition("\n")[0]
        raise ValueError(
            f"plane='hessian' differentiates the loss twice, which torch cannot do here: {said}"
        ) from error


def _keeps_statistics(module: torch.nn.Module) -> bool:
    """Return whether a module normalises with statistics that it has learnt."""
    return getattr(module, "running_mean", None) is not None and hasattr(module, "reset_running_stats")


def _stay(module: torch.nn.Module, mode: bool = True) -> torch.nn.Module:
    """Stand in for a module's `train`: it stays in the mode that it has."""
    return module
