"""What is installed: requirements.lock has a version of all that pyproject.toml asks for, and names no host."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).parents[2]
LOCKED = [Requirement(line) for line in (HOME / "requirements.lock").read_text(encoding="utf-8").splitlines()]
ABOUT: dict[str, Any] = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    words
    for group in (
        ABOUT["project"]["dependencies"],
        ABOUT["build-system"]["requires"],
        *ABOUT["project"]["optional-dependencies"].values(),
        *ABOUT["dependency-groups"].values(),
    )
    for words in group
    if isinstance(words, str)
}
PYTHONS = ["3.11.0", "3.11.9", "3.12.0", "3.13.0", "3.14.0"]


def locked_for(python: str) -> dict[str, str]:
    """Return the version of each package on Linux, by name."""
    here = {"python_version": python.rpartition(".")[0], "python_full_version": python, "sys_platform": "linux"}
    apt = [one for one in LOCKED if one.marker is None or one.marker.evaluate(here)]
    names = [canonicalize_name(one.name) for one in apt]
    assert len(set(names)) == len(names)
    return {name: str(one.specifier).removeprefix("==") for name, one in zip(names, apt, strict=True)}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("words", sorted(ASKED))
def test_what_is_asked_for_has_a_version_that_is_allowed(words, python):
    asked = Requirement(words)
    assert asked.specifier.contains(locked_for(python)[canonicalize_name(asked.name)])


def test_the_lock_says_versions_alone():
    for one in LOCKED:
        assert re.fullmatch(r"==[\w.+]+", str(one.specifier))
        assert one.url is None


def test_every_requirement_has_a_lowest_version():
    assert [words for words in ASKED if not {one.operator for one in Requirement(words).specifier} & {">=", "=="}] == []
