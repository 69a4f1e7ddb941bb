"""What there is, in plain data, and what a list does not load."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from gdviz.catalogue import bytes_of, catalogue, describe
from gdviz.figures import FIGURES
from gdviz.runs.run import Run

KINDS = ["problems", "optimizers", "schedules", "datasets", "figures", "scenes", "palettes", "recipes"]


def test_there_are_eight_kinds_and_each_alone_is_what_it_is_among_all():
    everything = catalogue()
    assert list(everything) == KINDS
    for kind in KINDS:
        assert catalogue(kind) == {kind: everything[kind]}
        assert everything[kind]
        assert all(entry["name"] and entry["summary"] for entry in everything[kind])


def test_figures_stand_in_their_order_with_their_settings():
    (figures,) = catalogue("figures").values()
    assert [entry["name"] for entry in figures] == list(FIGURES)
    assert figures[0]["name"] == "contour"
    assert list(figures[0]["settings"]) == ["every"]


def test_an_unknown_kind_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"unknown kind 'figure'; did you mean 'figures'\? \(`gdviz list` shows"):
        catalogue("figure")


@pytest.mark.parametrize(("kind", "absent"), [("scenes", "gdviz.figures manim numpy"), ("problems", "gdviz.figures")])
def test_a_list_loads_no_other_kind(kind, absent):
    code = f"import sys; from gdviz.catalogue import catalogue; catalogue({kind!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert set(absent.split()) & set(loaded) == set()


def test_a_run_is_described_by_what_it_solved_and_where_it_ended(solved: Callable[[str], Run]):
    run = solved("bowl")
    told = describe(run)
    assert (told["problem"], told["optimizer"], told["steps"]) == ("bowl", "gd", run.steps)
    assert told["end"] == dict(zip(("x", "y"), run.params[-1].tolist(), strict=True))
    assert told["last"]["loss"] == run.loss[-1]


def test_bytes_are_counted_in_a_file_and_in_a_directory(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "deep" / "b").write_bytes(b"12345")
    assert (bytes_of(tmp_path / "a"), bytes_of(tmp_path)) == (3, 8)
