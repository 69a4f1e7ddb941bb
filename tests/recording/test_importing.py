"""A run of checkpoints: their order, their steps, their losses, and what is said of files that do not fit."""

import numpy as np
import pytest

import gdviz
from gdviz.recording.importing import import_checkpoints


def saved(folder, names, *, size=3, **beside):
    """Save checkpoints in which all weights are the place in the list, and return their paths."""
    folder.mkdir(exist_ok=True)
    for place, name in enumerate(names):
        np.savez(folder / name, **{"0.weight": np.full((size, 2), place, np.float32)}, **beside)
    return [folder / name for name in names]


def test_they_come_in_the_order_of_their_steps(tmp_path):
    files = saved(tmp_path, ["epoch2.npz", "epoch10.npz", "epoch100.npz"], loss=0.5)
    run, left_out = import_checkpoints(sorted(files), tmp_path / "run")
    assert run.step.tolist() == [2, 10, 100]
    assert run.params[:, 0].tolist() == [0, 1, 2]
    assert run.loss.tolist() == [0.5] * 3
    assert run.manifest["space"]["layers"] == [{"name": "0.weight", "shape": [3, 2]}]
    assert np.load(tmp_path / "run" / "params.npy").dtype == np.float32
    assert (run.stop["reason"], left_out) == ("max_steps", ())


def test_without_numbers_that_go_up_they_are_counted(tmp_path):
    run, _ = import_checkpoints(saved(tmp_path, ["a.npz", "b.npz", "c.npz"]), tmp_path / "run")
    assert run.step.tolist() == [0, 1, 2]


def test_losses_that_nobody_says_are_no_divergence(tmp_path):
    run, _ = import_checkpoints(saved(tmp_path, ["1.npz", "2.npz"]), tmp_path / "run")
    assert np.isnan(run.loss).all()
    assert run.stop["reason"] == "max_steps"
    assert gdviz.draw("parameters", [run], tmp_path / "x.png", size=(320, 180)).exists()


@pytest.mark.parametrize(
    "table", ["step,loss\n2,0.5\n1,1\n7,9\n", "loss\n1\n0.5\n", "epoch,lr,loss\n1.0,3,1\n2.0,3,0.5\n"]
)
def test_losses_come_from_a_table(tmp_path, table):
    (tmp_path / "losses.csv").write_text(table)
    run, _ = import_checkpoints(saved(tmp_path, ["1.npz", "2.npz"]), tmp_path / "run", losses=tmp_path / "losses.csv")
    assert run.loss.tolist() == [1, 0.5]


def test_many_parameters_are_kept_in_the_plane_of_their_path(tmp_path):
    files = saved(tmp_path, ["1.npz", "2.npz", "4.npz", "5.npz"], size=8000)
    run, _ = import_checkpoints(files, tmp_path / "run")
    assert run.manifest["space"]["kept"] == "plane"
    assert run.params.shape == (4, 2)
    assert run.step.tolist() == [1, 2, 4, 5]
    assert import_checkpoints(files, tmp_path / "all", keep="all")[0].params.shape == (4, 16000)


@pytest.mark.parametrize(
    ("table", "answer"),
    [
        ("step,los\n1,1\n", r"losses\.csv has no column loss; it has step, los"),
        ("", "has no column loss; it has none"),
        ("loss\n1\n", "has 1 rows for 2 checkpoints; give a column step, or a row for each"),
        ("step,loss\n1,two\n", "line 2: step and loss must be numbers"),
        ("step,loss\ninf,2\n", "line 2: step and loss must be numbers"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, table, answer):
    (tmp_path / "losses.csv").write_text(table)
    files = saved(tmp_path, ["1.npz", "2.npz"])
    with pytest.raises(ValueError, match=answer):
        import_checkpoints(files, tmp_path / "run", losses=tmp_path / "losses.csv")


def test_a_checkpoint_of_another_model_is_refused_by_its_name(tmp_path):
    files = [*saved(tmp_path, ["1.npz"]), *saved(tmp_path, ["2.npz"], size=4)]
    with pytest.raises(ValueError, match=r"2\.npz: params has 8 numbers, and had 6"):
        import_checkpoints(files, tmp_path / "run")


def test_one_checkpoint_makes_no_path(tmp_path):
    with pytest.raises(ValueError, match="a path needs two checkpoints at least; give more files"):
        import_checkpoints(saved(tmp_path, ["1.npz"]), tmp_path / "run")
