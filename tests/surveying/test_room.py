"""Points of a plane in one sum, one at a time and many at once, for parameters of any type and layout."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from gdviz.surveying.room import Plane, Room  # noqa: E402 - it needs torch

DTYPES = [torch.float32, torch.float64, torch.bfloat16, torch.complex64]


def parameters(dtype):
    make = torch.Generator().manual_seed(0)
    shapes = {"kernel": (4, 3, 2, 2), "bias": (4,), "scale": ()}
    return {name: torch.nn.Parameter(torch.randn(shape, dtype=dtype, generator=make)) for name, shape in shapes.items()}


def numbers(named):
    """Return parameters end to end, in twice as many digits."""
    flat = [torch.view_as_real(p.detach()) if p.is_complex() else p.detach() for p in named.values()]
    return np.concatenate([one.double().numpy().ravel() for one in flat])


@pytest.mark.parametrize("channels_last", [(), ("kernel",)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_points_are_the_same_one_by_one_and_at_once(dtype, channels_last):
    named = parameters(dtype)
    origin = numbers(named)
    axes = np.random.default_rng(0).normal(size=(2, origin.size))
    plane, x = Plane(Room(named, channels_last), origin, axes), np.array([-1.0, 0.0, 0.25])
    bases = plane.bases(0.5)
    many = plane.many(bases, x)
    for place, a in enumerate(x):
        plane.put(bases, a)
        close = {"rtol": 1e-2 if dtype == torch.bfloat16 else 1e-5, "atol": 1e-6}
        np.testing.assert_allclose(
            numbers(dict(zip(named, plane.seats, strict=True))), origin + a * axes[0] + 0.5 * axes[1], **close
        )
        for seat, stack, p in zip(plane.seats, many, named.values(), strict=True):
            torch.testing.assert_close(stack[place], seat)
            assert seat.shape == p.shape
    assert plane.seats[0].is_contiguous(memory_format=torch.channels_last) == bool(channels_last)


def test_nothing_is_left_in_an_empty_plane():
    named = parameters(torch.float32)
    plane = Plane(Room(named), numbers(named), np.ones((1, 53)))
    plane.empty()
    assert all(seat.isnan().all() for seat in plane.seats)
    assert plane.bases(3.0) == plane.bases(0.0)
