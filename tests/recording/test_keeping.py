"""What is kept of parameters: all, some layers, or their place in the plane of their path."""

import numpy as np
import pytest

from gdviz.recording.keeping import MANY, NAMED, SomeLayers, Whole, keeping_of, state_parts
from gdviz.recording.layers import Layers
from gdviz.recording.path_plane import PathPlane

LAYERS = Layers.of("params", {"w": np.zeros((2, 2)), "b": np.zeros(2), "out": np.zeros(3)})
THETA = np.arange(9.0)


def test_all_of_few_parameters_are_kept_under_their_names(tmp_path):
    kept = keeping_of(None, LAYERS, tmp_path, 8)
    assert isinstance(kept, Whole)
    assert kept.row(THETA) is kept.besides(THETA) is THETA
    assert kept.parameters[:5] == ["w[0, 0]", "w[0, 1]", "w[1, 0]", "w[1, 1]", "b[0]"]
    assert kept.space == {
        "size": 9,
        "layers": [{"name": "w", "shape": [2, 2]}, {"name": "b", "shape": [2]}, {"name": "out", "shape": [3]}],
        "kept": "all",
    }


@pytest.mark.parametrize(
    ("size", "keep", "kind"),
    [
        (MANY, None, Whole),
        (MANY + 1, None, PathPlane),
        (MANY + 1, "all", Whole),
        (3, "plane", PathPlane),
        # One or two parameters are the plane themselves.
        (2, "plane", Whole),
    ],
)
def test_the_plane_of_many_is_kept_unless_another_choice_is_made(tmp_path, size, keep, kind):
    layers = Layers.of("params", {"w": np.zeros(size)})
    assert isinstance(keeping_of(keep, layers, tmp_path, 8), kind)


def test_no_names_are_made_up_for_very_many_or_for_places(tmp_path):
    many = Layers.of("params", {"w": np.zeros(NAMED + 1)})
    assert keeping_of(None, many, tmp_path, 8).parameters == ()
    assert keeping_of(None, Layers.of("params", [np.zeros(2), 1.0]), tmp_path, 8).parameters == ()


def test_some_layers_are_kept_in_the_order_in_which_they_are_named(tmp_path):
    kept = keeping_of(["out", "b"], LAYERS, tmp_path, 8)
    assert isinstance(kept, SomeLayers)
    assert kept.row(THETA).tolist() == kept.besides(THETA).tolist() == [6, 7, 8, 4, 5]
    assert kept.parameters == ["out[0]", "out[1]", "out[2]", "b[0]", "b[1]"]
    assert (kept.space["kept"], kept.space["names"], kept.space["size"]) == ("layers", ["out", "b"], 9)


def test_a_layer_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(ValueError, match=r"unknown layer 'bb'; did you mean 'b'\? There are w, b, out"):
        keeping_of(["bb"], LAYERS, tmp_path, 8)


@pytest.mark.parametrize(("keep", "wanted"), [("all", [6, 7, 8, 4, 5]), (["b"], [4, 5]), ("plane", None)])
def test_of_an_optimizers_state_what_is_as_long_as_the_parameters_is_kept_like_them(tmp_path, keep, wanted):
    layers = Layers.of("params", {"out": np.zeros(3), "b": np.zeros(2)})
    kept = state_parts(
        {"mean": {"b": [4, 5], "out": [6, 7, 8]}, "step": 3}, layers, keeping_of(keep, layers, tmp_path, 8)
    )
    assert kept["step"] == 3
    assert kept.get("mean") is None if wanted is None else kept["mean"].tolist() == wanted
