"""Every scene of runs that lack what is optional: it is told, or refused in one sentence."""

from pathlib import Path
from typing import Any

import pytest
from bare import LEAN, UNKNOWN, with_unknown_losses, without

pytest.importorskip("manim")

from gdviz.scenes import SCENES

from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK

# Runs of recipes.toml for each scene.
CASTS = {
    "adam-anatomy": ["bowl-adam"],
    "basins": ["himmelblau-basins"],
    "critical-points": ["near-minimum", "near-saddle"],
    "decision-boundary": ["blobs"],
    "directional-derivative": ["bowl-side"],
    "learning-rates": ["bowl-slow", "bowl"],
    "line-fit": ["line"],
    "loss-bowl": ["bowl-adam"],
    "momentum": ["ravine-gd", "ravine-momentum"],
    "noisy-descent": ["full", "mini"],
    "optimizer-race": ["valley-gd", "valley-adam"],
    "tangent-step": ["half-square"],
}
# What the subject is made of, beside parameters and losses.
NEEDED = {
    "adam-anatomy": ("optimizer", "state", "gradients", "landscape", "optional"),
    "basins": ("landscape", "basins"),
    "critical-points": ("landscape",),
    "decision-boundary": ("data",),
    "directional-derivative": ("gradients", "landscape"),
    "learning-rates": ("optimizer", "landscape", "optional"),
    "line-fit": ("landscape", "data"),
    "loss-bowl": ("landscape",),
    "momentum": ("optimizer", "state", "landscape", "optional"),
    "noisy-descent": ("manifest", "landscape", "data", "optional"),
    "optimizer-race": ("landscape",),
    "tangent-step": ("landscape",),
}


def told(scene: str, runs: list[Run], media: Path) -> str | None:
    """Tell a scene without painting it; return in a sentence why it cannot be told, or None."""
    from manim import tempconfig

    from gdviz.rendering.manim_frames import FrameRenderer

    class Skipper:
        """Takes no frame."""

        def begins(self, beat: int, name: str) -> None:
            return

        def wants(self, count: int) -> bool:
            return False

        def passes(self, count: int) -> None:
            return

        def takes(self, pixels: Any, repeat: int) -> None:
            return

        def ends(self, beat: int, renderer: Any) -> bool:
            return True

    stage = SCENES[scene].load()
    if reason := stage.misfit(runs):
        return str(reason)
    page = {"pixel_width": 160, "pixel_height": 90, "frame_width": 128 / 9, "frame_height": 8.0, "frame_rate": 10.0}
    quiet = {"dry_run": True, "disable_caching": True, "verbosity": "ERROR", "progress_bar": "none"}
    with tempconfig({**page, **quiet, "media_dir": str(media)}):
        dressed = type(stage.__name__, (stage,), {"runs": [run.path for run in runs], "style": DARK})
        dressed(renderer=FrameRenderer(Skipper())).render()
    return None


def held(scene: str, lean: str, recorded: Any, home: Path) -> None:
    """Check that a scene is told, or refused in a sentence where it lacks what it is about."""
    runs = [without(recorded(name), LEAN[lean], home / f"{i}") for i, name in enumerate(CASTS[scene])]
    reason = told(scene, runs, home.parent / "media")
    if reason is not None:
        assert "\n" not in reason
        assert any(word in lean for word in NEEDED[scene]), reason


def test_every_scene_has_a_cast() -> None:
    assert sorted(CASTS) == sorted(NEEDED) == sorted(SCENES)


@pytest.mark.parametrize(
    ("scene", "lean"),
    [
        ("decision-boundary", "no metric"),
        ("adam-anatomy", "no landscape"),
        *((scene, "nothing that is optional") for scene in ("learning-rates", "momentum", "noisy-descent")),
        ("loss-bowl", "nothing that is optional"),
    ],
)
def test_a_scene_is_told_without_what_is_optional(scene: str, lean: str, recorded: Any, tmp_path: Path) -> None:
    held(scene, lean, recorded, tmp_path)


@pytest.mark.layouts
@pytest.mark.parametrize("lean", LEAN)
@pytest.mark.parametrize("scene", CASTS)
def test_all_scenes_are_told_or_refused_whatever_is_left_out(
    scene: str, lean: str, recorded: Any, tmp_path: Path
) -> None:
    held(scene, lean, recorded, tmp_path)


def heard(scene: str, known: str, recorded: Any, home: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Return all that a scene says of runs whose losses are known at some steps; nothing where it is refused."""
    said: list[str] = []
    for name, at in (("beat", 1), ("say", 0)):
        spoken = getattr(Stage, name)

        def listen(self: Any, *words: Any, spoken: Any = spoken, at: int = at, **how: Any) -> Any:
            said.append(words[at])
            return spoken(self, *words, **how)

        patch.setattr(Stage, name, listen)
    runs = [with_unknown_losses(recorded(name), known, home / name) for name in CASTS[scene]]
    if reason := told(scene, runs, home.parent / "media"):
        assert "known" in reason
        assert known in ("at none", "at some, and not the first")
        return []
    assert not [words for words in said if "nan" in words.lower() or "undefined" in words]
    return said


@pytest.mark.parametrize(
    ("scene", "outcome"),
    [
        ("optimizer-race", "Adam comes lowest: loss 0.00455 after 600 steps."),
        pytest.param("momentum", "Loss 0.01973 takes 19 steps with momentum, 39 without.", marks=pytest.mark.layouts),
        pytest.param(
            "noisy-descent",
            "Loss after 8 epochs: 0.07451, 0.01521; lowest: 16 points.",
            marks=pytest.mark.layouts,
        ),
    ],
)
def test_the_last_loss_that_is_known_decides(
    scene: str, outcome: str, recorded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heard(scene, "at all but the last", recorded, tmp_path, monkeypatch)[-1] == outcome


@pytest.mark.layouts
@pytest.mark.parametrize("known", UNKNOWN)
@pytest.mark.parametrize("scene", CASTS)
def test_no_scene_calls_a_loss_nan_that_is_not_known(
    scene: str, known: str, recorded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(scene, known, recorded, tmp_path, monkeypatch)
