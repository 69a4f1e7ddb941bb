"""What travels to other machines: orders, and the luggage that many of them have in common, which travels once."""

import pickle
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Protocol


class Luggage(Protocol):
    """What many orders have in common: to those who share no disk it travels once, and not with each of them."""

    def travelling(self) -> Any:
        """Return it with all that is not there where it goes: what lies in files, above all."""


def bundle(thing: Any, check_in: Callable[[Any], str] | None = None) -> bytes:
    """Return something as bytes, functions of scripts and notebooks too, without its luggage where that is checked in.

    Raises
    ------
    ValueError
        If it cannot travel.
    """
    import cloudpickle

    class Packer(cloudpickle.Pickler):  # type: ignore[misc]  # dask may be missing where types are checked
        """A pickler that hands luggage over."""

        def persistent_id(self, thing: Any) -> str | None:
            return check_in(thing) if check_in and hasattr(type(thing), "travelling") else None

    file = BytesIO()
    try:
        Packer(file, protocol=5).dump(thing)
    except (pickle.PicklingError, AttributeError, TypeError, RuntimeError) as error:
        raise ValueError(f"what is to be done cannot travel to another machine: {error}") from None
    return file.getvalue()


def unbundle(bundled: bytes, luggage: Mapping[str, Any] | None = None) -> Any:
    """Return what was bundled."""

    class Unpacker(pickle.Unpickler):
        """An unpickler that is handed luggage."""

        def persistent_load(self, name: str) -> Any:
            return (luggage or {})[name]

    return Unpacker(BytesIO(bundled)).load()
