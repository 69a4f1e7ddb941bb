"""What a recording makes of what is said now and then, or of libraries that hand things back otherwise."""

import numpy as np
import pytest

import gdviz


def test_a_metric_that_is_known_now_and_then_is_not_a_number_between(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for t in range(7):
            run.step([1.0, t], 1.0, **({"accuracy": t / 10} if t % 3 == 1 else {}))
    accuracy = gdviz.load(tmp_path / "run").metrics["accuracy"]
    assert accuracy[[1, 4]].tolist() == [0.1, 0.4]
    assert np.isnan(accuracy[[0, 2, 3, 5, 6]]).all()
    assert gdviz.draw("loss", [gdviz.load(tmp_path / "run")], tmp_path / "x.png", size=(320, 180)).exists()


def test_step_returns_nothing_that_could_be_taken_for_stop(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        assert run.step([1.0], 2.0) is None
        assert run.step([1.0], 2.0) is None


def test_trees_that_come_back_with_sorted_keys_make_no_leap(tmp_path):
    tree = {"w": np.array([1.0, 2.0, 3.0]), "b": np.array([10.0, 20.0])}
    with gdviz.record(tmp_path / "run") as run:
        for _ in range(4):
            run.step(tree, 1.0, gradient={name: np.ones_like(part) for name, part in tree.items()})
            tree = {name: tree[name] - 0.1 for name in sorted(tree)}
    run = gdviz.load(tmp_path / "run")
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1)
    assert run.problem["parameters"] == ["w[0]", "w[1]", "w[2]", "b[0]", "b[1]"]


def test_narrow_floats_stay_narrow_on_the_disk(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for t in range(3):
            run.step(np.full(4, t, np.float32), 1.0)
    assert np.load(tmp_path / "run" / "params.npy").dtype == np.float32
    assert gdviz.load(tmp_path / "run").params.dtype == np.float64


@pytest.mark.parametrize(("factor", "told"), [(1.0, 0.5), (0.9, 0.0)])
def test_a_rate_that_changes_is_not_told_as_that_of_the_run(tmp_path, factor, told):
    with gdviz.record(tmp_path / "run") as run:
        for t in range(4):
            run.step([1.0], 1.0, lr=0.5 * factor**t)
    run = gdviz.load(tmp_path / "run")
    assert run.optimizer["lr"] == told
    assert run.arrays["learning_rate"] == pytest.approx(0.5 * factor ** np.arange(3))


def test_each_group_of_parameters_has_its_rate(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for t in range(3):
            run.step([1.0, 2.0], 1.0, lr=[0.1, 0.5 / (t + 1)])
    arrays = gdviz.load(tmp_path / "run").arrays
    assert arrays["learning_rate"].tolist() == [0.1, 0.1]
    assert arrays["learning_rate.1"].tolist() == [0.5, 0.25]


def test_an_optimizers_state_is_that_after_each_step(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for t in range(4):
            state = {"exp_avg": {"w": np.full(3, float(t))}, "step": t} if t else {}
            run.step({"w": np.zeros(3)}, 1.0, state=state)
    state = gdviz.load(tmp_path / "run").state
    assert state["step"].tolist() == [1, 2, 3]
    assert state["exp_avg"].tolist() == [[1] * 3, [2] * 3, [3] * 3]


@pytest.mark.parametrize("every", [1, 4])
def test_of_very_many_parameters_each_recorded_row_is_all_that_is_kept(tmp_path, every):
    theta = np.zeros(12_000, np.float32)
    with gdviz.record(tmp_path / "run", keep="all", every=every) as run:
        for t in range(10):
            theta += 1
            run.step(theta, float(t), lr=0.1 * t)
    run = gdviz.load(tmp_path / "run")
    assert run.step.tolist() == list(range(0, 10, every))
    assert run.params[:, 7].tolist() == [t + 1 for t in range(0, 10, every)]
    assert run.arrays["learning_rate"] == pytest.approx([0.1 * t for t in range(every - 1, 9, every)])
    # A row is its weights in four bytes each, and a few numbers.
    size = sum(file.stat().st_size for file in (tmp_path / "run").glob("*.npy"))
    assert size < len(run.step) * (4 * 12_000 + 100) + 1000


def test_a_row_of_very_many_parameters_does_not_wait_in_memory_for_a_thousand_others(tmp_path):
    with gdviz.record(tmp_path / "run", keep="all") as run:
        for _ in range(3):
            run.step(np.zeros(5_000_000, np.float32), 1.0)
        assert run.saved == 2


def test_metrics_have_the_names_that_other_loggers_take(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for _ in range(2):
            run.step([1.0], 1.0, **{"val/acc": 0.5, "top 5": 0.9})
    assert gdviz.load(tmp_path / "run").metrics.keys() == {"val_acc", "top_5"}


def test_a_part_that_is_not_there_is_no_number(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for _ in range(2):
            run.step({"w": [1.0, 2.0], "bias": None}, 1.0)
    assert gdviz.load(tmp_path / "run").problem["parameters"] == ["w[0]", "w[1]"]


def test_a_recording_is_a_block_and_is_so_once(tmp_path):
    recording = gdviz.record(tmp_path / "run")
    with pytest.raises(ValueError, match="call step inside a block"):
        recording.step([1.0], 1.0)
    with recording as run:
        run.step([1.0], 1.0)
    with pytest.raises(ValueError, match="has begun; make another"), recording:
        pass


def test_a_domain_may_come_in_pairs(tmp_path):
    with gdviz.record(
        tmp_path / "run", loss=lambda p: (p**2).sum(axis=-1), domain=[(-1, 1), (-2, 2)], samples=17
    ) as run:
        run.step([0.5, 0.5])
    scape = gdviz.load(tmp_path / "run").landscape
    assert (scape.x[[0, -1]].tolist(), scape.y[[0, -1]].tolist()) == ([-1, 1], [-2, 2])
