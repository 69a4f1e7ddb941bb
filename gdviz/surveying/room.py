"""Where the parameters of a torch module look while it is lent: one long tensor, in which a point is a single sum.

A point of a plane is base + x a, with base = origin + y b reckoned once a row; several points of a row are one tensor
with a row for each.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Array = NDArray[np.float64]
Storage = tuple[torch.dtype, torch.device]
# Parameters begin at multiples of so many numbers: kernels are quickest with what is aligned.
ALIGNED = 16


class Room:
    """Room for parameters in one tensor for each type and device, each with the strides that it has.

    Parameters
    ----------
    named
        The parameters.
    channels_last
        Names of those whose channels come last, whatever strides they have.
    """

    def __init__(self, named: Mapping[str, torch.nn.Parameter], channels_last: Collection[str] = ()) -> None:
        self._named = named
        self._places: dict[str, tuple[Storage, int, tuple[int, ...]]] = {}
        self._sizes: dict[Storage, int] = {}
        for name, p in named.items():
            kind = (p.dtype, p.device)
            at = self._sizes.get(kind, 0)
            form = torch.channels_last if name in channels_last else torch.preserve_format
            self._places[name] = (kind, at, torch.empty_like(p, device="meta", memory_format=form).stride())
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
                self._view(name, flats).copy_(part)
                first = last
        return flats

    def parts(self, flats: list[torch.Tensor]) -> list[torch.Tensor]:
        """Return the parts of all parameters; of tensors (n, size), n of each."""
        return [self._view(name, flats) for name in self._named]

    def _view(self, name: str, flats: list[torch.Tensor]) -> torch.Tensor:
        kind, at, strides = self._places[name]
        flat = flats[list(self._sizes).index(kind)]
        many = flat.shape[:-1]
        return torch.as_strided(flat, (*many, *self._named[name].shape), (*flat.stride()[: len(many)], *strides), at)


class Plane:
    """A plane of parameters in a room.

    Parameters
    ----------
    room
        The room.
    origin, axes
        Where it lies, (D,) and (1 or 2, D).

    Attributes
    ----------
    seats
        What the parameters look into, in their order: the point that was put there last.
    """

    def __init__(self, room: Room, origin: NDArray[Any], axes: NDArray[Any]) -> None:
        self._room = room
        self._starts, *self._alongs = (room.filled(vector) for vector in (origin, *axes))
        self._flats = room.filled(origin, exact=True)
        self.seats = room.parts(self._flats)

    def bases(self, y: float) -> list[torch.Tensor]:
        """Return where a row begins."""
        if len(self._alongs) == 1:
            return self._starts
        return [torch.add(start, across, alpha=y) for start, across in zip(self._starts, self._alongs[1], strict=True)]

    def put(self, bases: list[torch.Tensor], x: float) -> None:
        """Put a point of a row into the seats."""
        for flat, base, along in zip(self._flats, bases, self._alongs[0], strict=True):
            if flat.dtype == base.dtype:
                torch.add(base, along, alpha=x, out=flat)
            else:
                # Added in more digits than half has, and rounded once.
                flat.copy_(torch.add(base, along, alpha=x))

    def many(self, bases: list[torch.Tensor], x: Array) -> list[torch.Tensor]:
        """Return n points of a row at once: for each parameter a tensor (n, ...)."""
        found = []
        for flat, base, along in zip(self._flats, bases, self._alongs[0], strict=True):
            times = torch.as_tensor(x, dtype=base.dtype, device=base.device)[:, None]
            found.append(torch.addcmul(base, times, along).to(flat.dtype))
        return self._room.parts(found)

    def empty(self) -> None:
        """Leave no numbers in the seats: what is reckoned from them is none."""
        for flat in self._flats:
            flat.fill_(torch.nan)


def _wide(dtype: torch.dtype) -> torch.dtype:
    """Return the type in which points are reckoned."""
    return torch.float32 if dtype.itemsize < 4 and not dtype.is_complex else dtype
