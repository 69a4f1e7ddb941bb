"""What a page is made of, for runs of every kind."""

import json
import shutil

import numpy as np
import pytest

import gdviz
from gdviz.pages.payload import payload_of
from gdviz.rendering.options import styled
from gdviz.style.themes import DARK, LIGHT

STYLES = [styled("light"), styled("dark")]


def made(*runs, styles=STYLES, **how):
    return payload_of(list(runs), styles, **how)


def names(payload):
    return {entry["name"] for entry in payload.head["arrays"]}


def test_it_is_json_without_what_json_has_not(solved):
    for name in ("bowl", "rosenbrock", "parabola", "line", "logistic", "diverged"):
        payload = made(solved(name))
        told = json.loads(json.dumps(payload.head, allow_nan=False))
        assert [run["name"] for run in told["runs"]]
        assert {"field.codes", "run.0.loss"} <= names(payload)


def test_runs_say_what_they_are_and_how_they_were_made(solved, races):
    lone = made(solved("bowl")).head
    assert (lone["title"], lone["runs"][0]["title"]) == ("Quadratic bowl", "Gradient descent, learning rate 0.31")
    several = made(*races()).head
    assert [run["name"] for run in several["runs"]] == ["Gradient descent", "Momentum", "Adam"]


def test_themes_have_the_colours_of_the_figures(races):
    themes = made(*races()).head["themes"]
    for style in (LIGHT, DARK):
        told = themes[style.name]
        assert told["background"] == style.background
        assert [look["color"] for look in told["looks"][:3]] == [look.color for look in style.series[:3]]
        assert len(told["ramp"]) == 18
    assert made(races()[0]).head["themes"]["light"]["looks"][0]["color"] == LIGHT.accent


def test_a_palette_is_that_of_the_landscape(solved):
    styles = [styled(name, palette="viridis") for name in ("light", "dark")]
    ramp = made(solved("bowl"), styles=styles).head["themes"]["light"]["ramp"]
    assert ramp != made(solved("bowl")).head["themes"]["light"]["ramp"]


def test_a_run_without_landscape_has_a_plane_and_no_levels(tmp_path):
    with gdviz.record(tmp_path / "run", title="A net") as record:
        for step in range(20):
            record.step(np.linspace(1, 2, 30) * 0.8**step, 0.64**step)
    payload = made(gdviz.load(tmp_path / "run"))
    assert payload.head["panels"] == ["contour", "loss"]
    assert payload.head["field"]["labels"][0].startswith("PC 1")
    assert {"run.0.x", "run.0.y"} <= names(payload)


def test_a_single_state_is_a_page(tmp_path):
    with gdviz.record(tmp_path / "run") as record:
        record.step(np.array([1.0, 2.0]), 3.0)
    assert made(gdviz.load(tmp_path / "run")).head["runs"][0]["ending"]


def test_a_run_of_the_first_format_is_a_page(solved, tmp_path):
    shutil.copytree(solved("bowl").path, tmp_path / "old")
    told = json.loads((tmp_path / "old" / "run.json").read_text(encoding="utf-8"))
    (tmp_path / "old" / "run.json").write_text(json.dumps({**told, "format_version": 1}), encoding="utf-8")
    assert made(gdviz.load(tmp_path / "old")).blob == made(solved("bowl")).blob


def test_runs_that_have_no_landscape_in_common_are_refused(solved, tmp_path):
    with pytest.raises(ValueError, match="a page cannot show these runs together: they are of two problems"):
        made(solved("bowl"), solved("rosenbrock"))
    runs = []
    for name, rate in (("one", 0.5), ("two", 0.05)):
        path = tmp_path / name
        runs.append(gdviz.solve("mlp", steps=15, lr=rate, seed=len(runs), out=path))
    with pytest.raises(ValueError, match=r"these runs together: the landscapes of .* different planes"):
        made(*runs)


def test_how_far_a_slice_can_be_trusted_is_said(tmp_path, solved):
    run = gdviz.solve("mlp", steps=15, out=tmp_path / "run")
    assert "% of the path's variance" in made(run).head["note"]
    assert made(solved("bowl")).head["note"] == ""
