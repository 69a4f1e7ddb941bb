"""The option that gives work to a cluster: who is asked, for which commands, and what it refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from commands import gdviz

from gdviz.cli import main


class Workers(ThreadPoolExecutor):
    """Threads in place of a cluster; they note who is asked for, and for what."""

    def __init__(self, addresses: list[str], asked: list[str], address: str, report: Callable[[str], None]) -> None:
        super().__init__(1)
        self._asked = asked
        addresses.append(address)

    def submit(self, call: Any, *given: Any, **named: Any) -> Any:
        """Note what is asked for."""
        self._asked.append(type(given[0]).__name__ if given else "")
        return super().submit(call, *given, **named)


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of the clusters that are asked for, which are threads of this process."""
    found: list[str] = []
    monkeypatch.setattr(
        "gdviz.parallel.cluster.Cluster", lambda address, report: Workers(found, asked, address, report)
    )
    asked: list[str] = []
    return found


@pytest.fixture
def run(home: Path) -> str:
    assert gdviz("solve", "bowl", "--steps", "5", "-o", "run").exit_code == 0
    return "run"


SMALL = ("--size", "64x36", "--fps", "5", "--seconds", "1")


@pytest.mark.parametrize(
    "words",
    [
        ("figure", "loss", "run", "-o", "a.gif", *SMALL),
        ("figure", "loss", "run", "-o", "a.mp4", *SMALL),
        ("sweep", "bowl", "--steps", "3", "-o", "runs"),
        ("sweep", "bowl", "--steps", "3", "--starts", "3x3", "--fleet", "-o", "fleet"),
        ("landscape", "run", "--samples", "5"),
    ],
)
def test_a_command_gives_its_work_to_the_cluster(words: tuple[str, ...], run: str, addresses: list[str]) -> None:
    result = gdviz(*words, "--cluster", "local:3")
    assert (result.exit_code, addresses) == (0, ["local:3"]), result.output


def test_the_environment_names_a_cluster(run: str, addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDVIZ_CLUSTER", "tcp://host:8786")
    assert gdviz("figure", "loss", run, "-o", "a.gif", *SMALL).exit_code == 0
    assert addresses == ["tcp://host:8786"]
    assert gdviz("figure", "loss", run, "-o", "b.gif", *SMALL, "--jobs", "1").exit_code == 0
    assert addresses == ["tcp://host:8786"], "what is typed is meant"


def test_one_cluster_serves_all_recipes(home: Path, addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def draw(name: str, runs: Any, out: Path, *, executor: Any, **options: Any) -> Path:
        given.append(executor)
        out.write_text("a picture")
        return out

    monkeypatch.setattr("gdviz.rendering.figures.draw", draw)
    result = gdviz("make", "blobs-error", "blobs-split", "-o", "pictures", "--cluster", "local:2")
    assert (result.exit_code, addresses) == (0, ["local:2"]), result.output
    assert len(given) >= 2
    assert {type(one) for one in given} == {Workers}
    assert len({id(one) for one in given}) == 1


@pytest.mark.parametrize("command", ["figure", "scene", "deck", "make", "sweep", "landscape"])
def test_the_help_tells_of_it(command: str) -> None:
    said = " ".join(CliRunner().invoke(main, [command, "--help"]).output.split())
    assert "--cluster ADDRESS" in said
    assert "GDVIZ_CLUSTER" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--cluster", "local:2", "--jobs", "2"),
            "--jobs are processes of this machine, and --cluster gives the work to others; leave out one",
        ),
        (("--cluster", "host"), "a cluster is the address of a scheduler, such as tcp://host:8786, or local:N"),
    ],
)
def test_what_fits_together_with_no_cluster_is_refused(words: tuple[str, ...], told: str, run: str) -> None:
    result = gdviz("figure", "loss", run, "-o", "a.gif", *words)
    assert (result.exit_code, result.stderr.startswith(f"Error: {told}")) == (2, True), result.output
    assert not Path("a.gif").exists()
