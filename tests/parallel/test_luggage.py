"""What travels arrives as it was, functions of scripts too; what many orders have in common is handed over instead."""

import threading
from typing import Any

import pytest

from gdviz.parallel.luggage import bundle, unbundle


class Trunk:
    """Luggage that can travel by no other way."""

    def travelling(self) -> Any:
        """Return what goes instead."""
        return "packed"

    def __reduce__(self) -> Any:
        raise TypeError("too heavy")


def test_luggage_is_handed_over_by_its_name_wherever_it_lies() -> None:
    trunk, checked_in = Trunk(), []
    bundled = bundle({"order": [1, trunk]}, lambda luggage: checked_in.append(luggage) or "a trunk")
    assert checked_in == [trunk]
    assert unbundle(bundled, {"a trunk": "packed"}) == {"order": [1, "packed"]}


def test_functions_travel_that_no_module_has() -> None:
    three = 3
    assert unbundle(bundle(lambda number: three * number))(5) == 15


@pytest.mark.parametrize("thing", [threading.Lock(), Trunk()])
def test_what_cannot_travel_is_told_in_words(thing: Any) -> None:
    with pytest.raises(ValueError, match=r"^what is to be done cannot travel to another machine: "):
        bundle(thing)
