"""Which animations Manim may show again: those that would be painted the same, and no others."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import av
import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES
from manim import CairoRenderer, Scene, Square, tempconfig
from manim.utils.hashing import get_hash_from_play_call

from gdviz.analysis.boxes import Share
from gdviz.stage import replay
from gdviz.stage.painted import PenMobject, StageCamera
from gdviz.stage.relief import ReliefProp
from gdviz.stage.replay import key_of_play, origin_of
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK, LIGHT

ROOT = Path(__file__).parents[2]
TINY = {"pixel_width": 64, "pixel_height": 36, "frame_width": 128 / 9, "frame_rate": 1.0, "disable_caching": False}


class KeyWriter:
    """Writes nothing, and says of every animation that it is there already, or not."""

    def __init__(self, *, cached):
        self.cached, self.keys = cached, []

    def __getattr__(self, name):
        return lambda *given, **options: None

    def add_partial_movie_file(self, key):
        """Keep its key."""
        self.keys.append(key)

    def is_already_cached(self, key):
        """Say so, or not."""
        return self.cached


class KeyRenderer(CairoRenderer):
    """Paints as Manim does, for a writer of keys."""

    def __init__(self, *, cached):
        super().__init__(camera_class=StageCamera)
        self.file_writer = KeyWriter(cached=cached)

    def init_scene(self, scene, session_spec, settings):
        """Begin."""
        section = type("Section", (), {"skip_animations": False})
        output = type("Output", (), {"is_still": False, "is_video": False, "is_image_sequence": False})
        self.file_writer.sections, self.file_writer.output_spec = [section], output

    def scene_finished(self, scene):
        """Write nothing."""


@pytest.fixture
def keys(frame):
    """Return a function that tells a scene, and returns the key of each of its animations."""

    def tell(scene, runs, style=DARK, *, cached=True, **settings):
        with tempconfig({**TINY, **settings}):
            renderer = KeyRenderer(cached=cached)
            type(scene.__name__, (scene,), {"runs": runs, "style": style})(renderer=renderer).render()
        return renderer.file_writer.keys

    return tell


@pytest.mark.slow
def test_keys_are_the_same_again_whether_frames_are_painted_or_skipped(keys, solved):
    scene, runs = SCENES["decision-boundary"].load(), [solved("logistic").path]
    painted = keys(scene, runs, cached=False)
    assert len(painted) > 5
    assert keys(scene, runs) == painted


class Rests(Stage):
    """Rest at two readings of the clock that no animation leads to."""

    example = (("bowl", "renders/runs/bowl"),)
    data = np.arange(3.0)
    at = 0.0

    def construct(self):
        """Tell it."""
        data = self.data
        self.beat("rest", "Nothing moves.", loops=True)
        self.add(PenMobject(lambda pen: pen.dot(data[:2], self.step.get_value(), "#ffffff")))
        self.add(Square().shift(self.at))
        self.wait(1)
        self.step.set_value(3)
        self.wait(1)


def test_two_rests_at_different_clocks_are_not_one(keys, solved):
    first, second = keys(Rests, [solved("bowl").path])
    assert first != second


def test_a_key_hangs_on_run_style_what_is_drawn_from_and_what_stands_where(keys, solved, tmp_path):
    bowl, again = solved("bowl"), tmp_path / "bowl"
    first = keys(Rests, [bowl.path])
    shutil.copytree(bowl.path, again)
    assert keys(Rests, [again]) == first, "it may lie elsewhere"
    others = [
        keys(Rests, [solved("rosenbrock").path]),
        keys(Rests, [bowl.path, again]),
        keys(Rests, [bowl.path], replace(DARK, font="DejaVu Sans")),
        keys(type("Rests", (Rests,), {"data": np.arange(3.0) + 1e-9}), [bowl.path]),
        keys(type("Rests", (Rests,), {"at": 1.0}), [bowl.path]),
        keys(Rests, [bowl.path], seed=1),
        keys(Rests, [bowl.path], frame_height=9.0),
    ]
    assert len({key for found in [first, *others] for key in found}) == 2 * (1 + len(others))


def test_another_version_and_other_code_have_other_keys(solved, monkeypatch, tmp_path):
    runs = [solved("bowl")]
    found = [origin_of(Rests, runs, DARK)]
    assert origin_of(Rests, runs, DARK) == found[0]
    with monkeypatch.context() as patch:
        patch.setattr(replay, "__version__", "9.9")
        found.append(origin_of(Rests, runs, DARK))
    # A module beside the scene, as it was and as it is edited.
    (tmp_path / "beside_a_scene.py").write_text("SIZE = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "beside_a_scene", raising=False)
    import_module("beside_a_scene")
    found.append(origin_of(Rests, runs, DARK))
    (tmp_path / "beside_a_scene.py").write_text("SIZE = 4\n")
    found.append(origin_of(Rests, runs, DARK))
    assert len(set(found)) == 4


def test_a_scene_that_was_typed_is_painted_anew_each_time(solved):
    typed = type("Typed", (Rests,), {"__module__": "input_scenes"})
    assert origin_of(typed, [solved("bowl")], DARK) != origin_of(typed, [solved("bowl")], DARK)


def test_a_scene_of_manims_own_keeps_manims_keys(frame):
    scene, square = Scene(), Square()
    about = {"backend": "cairo", "encoder_fingerprint": "x", "renderer_state": ()}
    ours = key_of_play(scene, scene.camera, [], [square], **about)
    assert ours == get_hash_from_play_call(scene, scene.camera, [], [square], **about)


def frames_of(path):
    with av.open(path) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


class Rolls(Stage):
    """Film a relief."""

    example = (("bowl", "renders/runs/bowl"),)

    def construct(self):
        """Tell it."""
        self.beat("roll", "It rolls.")
        self.add(ReliefProp(self, Share(0, 0, 1, 1)))
        self.run_clock(4.0)
        self.wait(1)


@pytest.mark.slow
def test_manim_shows_again_what_it_rendered_of_the_same_run_and_style_alone(frame, solved, tmp_path):
    def film(run, style=DARK, where="media", **settings):
        with tempconfig({**TINY, "dry_run": False, "media_dir": str(tmp_path / where), **settings}):
            scene = type("Rolls", (Rolls,), {"runs": [run.path], "style": style})()
            scene.render()
        parts = {part.name: part.stat().st_mtime_ns for part in tmp_path.rglob("media/**/partial_movie_files/*/*.mp4")}
        return frames_of(scene.renderer.file_writer.movie_file_path), parts

    bowl, rosenbrock = solved("bowl"), solved("rosenbrock")
    plain, none = film(bowl, where="plain", disable_caching=True)
    first, parts = film(bowl)
    again, same = film(bowl)
    assert none == {}
    assert len(parts) == 2
    assert same == parts, "nothing is rendered anew"
    np.testing.assert_array_equal(first, plain)
    np.testing.assert_array_equal(again, plain)
    for other in ({"run": rosenbrock}, {"run": bowl, "style": LIGHT}):
        changed, more = film(**other)
        np.testing.assert_array_equal(changed, film(**other, where="plain", disable_caching=True)[0])
        assert len(more) == len(parts) + 2
        parts = more


@pytest.mark.slow
def test_the_line_of_the_readme_works_from_any_folder(solved, tmp_path):
    env = {**os.environ, "GDVIZ_RUN": str(solved("bowl").path)}
    words = ["render", "-qm", "-r", "64,36", "--fps", "1", "--progress_bar", "none"]
    command = [sys.executable, "-m", "manim", *words, str(ROOT / "scenes" / "loss_bowl.py"), "LossBowl"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(tmp_path.rglob("LossBowl.mp4"))) == 1
