"""Both scenes, rendered for real and small, through gdviz and through plain Manim."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from houses import shades_in, usual_in, write_house
from PIL import Image

pytest.importorskip("manim")

from gdviz.scenes import SCENES

from gdviz.cli import main
from gdviz.rendering.options import styled
from gdviz.rendering.scenes import shoot
from gdviz.solving.solver import solve
from gdviz.stage.stage import BACK, OPEN
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

ROOT = Path(__file__).parents[2]
# The frame, of so many a second, in which a film has gone back to its start.
RATE = 6
START = int(RATE * (OPEN + BACK)) + 2


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("runs")
    made = {"loss-bowl": solve("bowl", out=home / "bowl"), "decision-boundary": solve("logistic", out=home / "blobs")}
    return {name: run.path for name, run in made.items()}


def frames_of(path: Path) -> list[np.ndarray]:
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def count_like(frame: np.ndarray, color: str) -> int:
    return int((np.abs(frame.astype(int) - 255 * rgb(color)).max(axis=-1) < 40).sum())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["loss-bowl", "decision-boundary"])
def test_a_scene_is_filmed_small(name: str, runs: dict[str, Path], tmp_path: Path) -> None:
    path = shoot(name, [runs[name]], tmp_path / "film.mp4", size=(640, 360), fps=RATE)
    frames = frames_of(path)
    assert frames[0].shape == (360, 640, 3)
    assert 10 * RATE <= len(frames) <= 40 * RATE
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"], "nothing half-written beside it"
    # The page is the theme's; the film opens on what it comes to, goes back to the start, and comes to it.
    assert np.abs(frames[0][2, 2].astype(int) - 255 * rgb(DARK.background)).max() <= 6
    opening, start, end = (count_like(frame, DARK.accent) for frame in (frames[0], frames[START], frames[-1]))
    assert min(opening, end) > start + 40, "the run's colour"
    # The clip rests on its end.
    still = [np.abs(frames[-1].astype(int) - frame.astype(int)).mean() for frame in frames[-7:]]
    assert max(still) < 0.5


@pytest.mark.slow
def test_plain_manim_renders_the_run_in_the_environment(runs: dict[str, Path], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "manim", "render", "-ql", "-s", "--media_dir", str(tmp_path)]
    env = {**os.environ, "GDVIZ_RUN": str(runs["loss-bowl"]), "GDVIZ_THEME": "light"}
    scene = ROOT / "scenes" / "loss_bowl.py"
    done = subprocess.run([*command, str(scene), "LossBowl"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (picture,) = tmp_path.rglob("LossBowl*.png")
    with Image.open(picture) as opened:
        assert opened.convert("RGB").getpixel((2, 2)) == tuple(np.rint(255 * rgb(LIGHT.background)).astype(int))


@pytest.mark.slow
def test_plain_manim_without_a_run_says_what_to_type(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "manim", "render", "-ql", str(ROOT / "scenes" / "loss_bowl.py"), "LossBowl"]
    env = {name: value for name, value in os.environ.items() if name != "GDVIZ_RUN"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode != 0
    assert "gdviz solve bowl -o renders/runs/bowl" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_still_of_a_scene_is_its_last_frame(runs: dict[str, Path], tmp_path: Path) -> None:
    import imageio.v3 as iio

    still = iio.imread(shoot("decision-boundary", [runs["decision-boundary"]], tmp_path / "end.png", quality="l"))
    assert still.shape[:2] == (480, 854)
    assert count_like(still[..., :3], DARK.accent) > 300


def test_a_run_that_does_not_fit_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it has no boundary between classes"):
        shoot("decision-boundary", [runs["loss-bowl"]], tmp_path / "x.mp4")
    parabola = solve("parabola", out=tmp_path / "parabola").path
    with pytest.raises(ValueError, match="one parameter"):
        shoot("loss-bowl", [parabola], tmp_path / "x.mp4")


def test_scenes_are_found_without_importing_manim() -> None:
    code = "import sys; from gdviz.scenes import SCENES; print(*SCENES); assert 'manim' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(SCENES)


@pytest.mark.parametrize("name", SCENES)
def test_what_a_scene_advises_where_its_runs_are_missing_makes_runs_that_it_takes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = SCENES[name].load()
    assert SCENES[name].summary
    places = [directory for _, directory in scene.example]
    for place in places:
        assert place.startswith("renders/runs/")
        with pytest.raises(ValueError, match=f"there is no run in {place}; ") as raised:
            shoot(name, [place])
        with pytest.raises(ValueError, match=re.escape(str(raised.value))):
            scene.open([place])
        advised = re.findall(r"make one with `gdviz (.*)`$", str(raised.value))
        main(shlex.split(advised[0]), standalone_mode=False)
    assert len(scene.open(places)) == len(scene.example)
    with pytest.raises(ValueError, match="there is no run in elsewhere; make one with `gdviz solve") as raised:
        scene.open(["elsewhere"])
    assert f"solve {scene.example[0][0]} -o elsewhere" in str(raised.value)


@pytest.mark.layouts
@pytest.mark.parametrize("name", SCENES)
def test_every_scene_ends_in_a_house_s_colours_beside_its_logo(name: str, tmp_path: Path) -> None:
    made = []
    for arguments, directory in SCENES[name].load().example:
        made.append(tmp_path / Path(directory).name)
        main(["solve", *shlex.split(arguments), "-o", str(made[-1])], standalone_mode=False)
    style = styled("dark", style=write_house(tmp_path, logo=True))
    path = shoot(name, made, tmp_path / "end.png", size=(480, 270), style=style)
    with Image.open(path) as picture:
        frame = np.array(picture.convert("RGB"))
    assert {style.background, style.ink, "#077821"} <= shades_in(frame)
    assert shades_in(frame) & {style.accent, *(look.color for look in style.series), *style.classes}
    assert not usual_in(frame)
