"""A picture of a run that grows: always whole, never older than a look, until the run has ended."""

import shutil
from itertools import pairwise

import imageio.v3 as iio
import numpy as np
import pytest
from growing import Growing, bowl, watched

import gdviz
from gdviz.rendering.watching import default_place, watch
from gdviz.runs.manifest import RunError

FIELD = np.array([0xE3, 0xEE, 0xF4])


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch):
    """Let rows be on the disk as soon as they are recorded."""
    monkeypatch.setattr("gdviz.runs.writer.FLUSH_SECONDS", 0.0)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drawn(name, paths, out, **how):
    gdviz.draw(name, [gdviz.load(path) for path in paths], out, size=(320, 180), **how)
    return iio.imread(out)


def share_of_field(picture):
    return float((np.abs(picture[..., :3].astype(int) - FIELD) < 3).all(axis=-1).mean())


def test_it_follows_a_run_to_its_end_and_shows_that(home):
    training, seen = Growing("run", loss=bowl, samples=33), []

    def look():
        seen.append(iio.imread("x.png"))
        training.go_on()

    def end():
        look()
        training.end()

    said = watched(["run"], "x.png", look, look, end)
    assert said == ["run has no landscape up to now; its path is drawn on a plain field"]
    # Each is another picture, on a field of one colour, until there are contours.
    assert [picture.shape for picture in seen] == [(180, 320, 3)] * 3
    assert not any((one == other).all() for one, other in pairwise(seen))
    assert min(map(share_of_field, seen)) > 0.1
    last = iio.imread("x.png")
    assert share_of_field(last) < 0.05
    assert (last == drawn("contour", ["run"], "y.png")).all()


def test_what_is_read_meanwhile_is_a_whole_picture_and_nothing_is_left_beside_it(home):
    training = Growing("run")

    def hold():
        hold.file, hold.before = (home / "x.png").open("rb"), (home / "x.png").read_bytes()
        training.go_on()

    def compare():
        with hold.file:
            assert hold.file.read() == hold.before != (home / "x.png").read_bytes()
        assert {path.name for path in home.iterdir()} == {"run", "x.png"}
        training.end()

    watched(["run"], "x.png", hold, compare)


def test_nothing_new_is_not_drawn_again_but_a_picture_that_is_gone_is(home):
    training, times = Growing("run"), []

    def note():
        times.append((home / "x.png").stat().st_mtime_ns)

    def remove():
        (home / "x.png").unlink()

    def end():
        note()
        training.end()

    watched(["run"], "x.png", note, note, remove, end)
    assert times[0] == times[1] < times[2]


def test_runs_are_waited_for_and_drawn_together(home):
    made = []
    said = watched(
        ["a", "b"],
        "x.svg",
        lambda: made.append(Growing("a", optimizer="SGD", size=3)),
        lambda: made.append(Growing("b", optimizer="Adam", size=3)),
        lambda: made[0].end(),
        lambda: made[1].end(),
    )
    assert said[:2] == ["waiting for a run in a", "waiting for a run in b"]
    assert "Adam" in (home / "x.svg").read_text() or (home / "x.svg").stat().st_size > 5000


def test_a_large_model_is_drawn_in_the_plane_of_its_sketches_and_at_last_in_its_own(home):
    training, seen = Growing("run", size=700, keep="plane"), []

    def end():
        seen.append(gdviz.load("run").manifest["space"]["kept"])
        seen.append(share_of_field(iio.imread("x.png")))
        training.end()

    watched(["run"], "x.png", end)
    assert seen[0] == "sketch"
    assert seen[1] > 0.1
    assert gdviz.load("run").manifest["space"]["kept"] == "plane"


def test_a_killed_run_whose_plane_never_came_is_drawn_as_it_is(home):
    training = Growing("run", size=700, keep="plane")
    training.run._recorder.close()
    said = watched(["run"], "x.png")
    assert said == [
        "run has no end, and nobody writes it any more; it is drawn as far as it came",
        "run has no landscape up to now; its path is drawn on a plain field",
    ]


@pytest.mark.parametrize(
    ("figure", "size", "words"),
    [
        ("boundary", 2, "its loss is drawn instead"),
        ("descent-1d", 1, "it has one parameter, and a plane needs two; its loss is drawn instead"),
    ],
)
def test_what_cannot_be_drawn_is_drawn_as_loss(home, figure, size, words):
    training = Growing("run", size=size)
    training.end()
    (said,) = watched(["run"], "x.png", figure=figure, settings={})
    assert said.endswith(words)
    assert (iio.imread("x.png") == drawn("loss", ["run"], "y.png")).all()


def test_settings_theme_and_title_are_those_of_the_figure(home):
    training = Growing("run", loss=bowl, samples=33)
    training.end()
    style = gdviz.styled("dark", title="Mine")
    watched(["run"], "x.png", settings={"every": "5"}, style=style)
    assert (iio.imread("x.png") == drawn("contour", ["run"], "y.png", settings={"every": 5}, style=style)).all()


def test_a_run_that_is_deleted_is_waited_for_and_one_in_its_place_is_followed(home):
    made = [Growing("run")]

    def delete():
        made[0].end()
        shutil.rmtree("run")

    def begin():
        assert (home / "x.png").exists()
        made.append(Growing("run", size=3))

    said = watched(["run"], "x.png", delete, begin, lambda: made[1].end())
    assert "waiting for a run in run" in said
    assert (iio.imread("x.png") != 0).any()


def test_a_run_that_is_replaced_is_followed_in_its_new_form(home):
    made = [Growing("run")]

    def replace():
        made[0].end()
        made.append(Growing("run", title="Another"))
        made[1].go_on()

    seen = []
    watched(["run"], "x.png", replace, lambda: (seen.append(gdviz.load("run").problem["title"]), made[1].end()))
    assert seen == ["Another"]


def test_what_is_damaged_for_a_moment_is_looked_at_again_and_what_stays_so_is_told(home):
    training = Growing("run")
    whole = (home / "run/loss.npy").read_bytes()

    def damage():
        (home / "run/loss.npy").write_bytes(whole[:20])

    def mend():
        (home / "run/loss.npy").write_bytes(whole)

    assert len(watched(["run"], "x.png", damage, mend, training.end)) == 1
    before = (home / "x.png").read_bytes()
    (home / "run/loss.npy").write_bytes(whole[:20])
    with pytest.raises(RunError, match=r"loss\.npy"):
        watched(["run"], "x.png", bool, bool)
    assert (home / "x.png").read_bytes() == before


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"out": "x.gif"}, "stands still, and x.gif moves"),
        ({"out": "x.tiff"}, "tiff"),
        ({"figure": "contuor"}, "did you mean 'contour'"),
        ({"settings": {"azimuth": "3"}}, "figure 'contour' has no setting 'azimuth'"),
        ({"every": 0.0}, "--every is a number of seconds above 0"),
        ({"every": float("nan")}, "--every is a number of seconds above 0"),
    ],
)
def test_what_never_could_be_drawn_is_refused_before_the_run_is_there(home, how, words):
    with pytest.raises(ValueError, match=words):
        watch(**{"figure": "contour", "paths": ["nowhere"], "out": "x.png", **how})


def test_pauses_keep_drawing_to_its_share_of_the_time(home, monkeypatch):
    clock, pauses, training = iter(range(0, 100, 2)), [], Growing("run")
    monkeypatch.setattr("gdviz.rendering.watching.time.process_time", lambda: next(clock))

    def pause(seconds):
        pauses.append(seconds)
        return len(pauses) == 2

    watch("loss", ["run"], "x.png", every=1.0, share=0.05, pause=pause, size=(320, 180), report=str)
    assert pauses == [pytest.approx(38.0)] * 2
    training.end()


def test_by_default_it_lies_among_the_renders(tmp_path):
    assert str(default_place("loss", [tmp_path / "a", tmp_path / "b b"])).replace("\\", "/") == "renders/loss-a-b-b.png"
