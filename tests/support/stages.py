"""A stage in a small frame, told to a crew that keeps what it is given."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gdviz.runs.run import Run
from gdviz.style.themes import DARK, Style

if TYPE_CHECKING:
    from gdviz.stage.stage import Stage

SIZE = {"pixel_width": 640, "pixel_height": 360, "frame_width": 128 / 9, "frame_height": 8.0, "frame_rate": 10.0}
QUIET = {"dry_run": True, "disable_caching": True, "verbosity": "ERROR", "progress_bar": "none"}


def words_set(stage: "Stage", make: Callable[[], Any]) -> list[str]:
    """Return the words that a stage is asked for as text while something is made."""
    said: list[str] = []
    text = stage.text

    def note(words: str, *given: Any, **looks: Any) -> Any:
        said.append(words)
        return text(words, *given, **looks)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "text", note)
        make()
    return said


class Keeper:
    """Keeps, of every frame, what `look` makes of it."""

    def __init__(self, look: Callable[[np.ndarray], Any], *, paints: bool) -> None:
        self.kept: list[Any] = []
        self._look, self._paints = look, paints

    def begins(self, beat: int, name: str) -> None:
        """Go on."""

    def wants(self, count: int) -> bool:
        """Take every frame, or none."""
        return self._paints

    def passes(self, count: int) -> None:
        """Go on."""

    def takes(self, pixels: np.ndarray, repeat: int) -> None:
        """Keep a frame as often as it is shown."""
        self.kept += [self._look(pixels)] * repeat

    def ends(self, beat: int, projector: Any) -> bool:
        """Go on."""
        return True


def keyed(scene: type[Any]) -> type[Any]:
    """Return a scene with an attribute `keys`: those of its animations in Manim's cache, each its own."""
    from gdviz.stage.replay import key_of_play

    def compile_animation_data(self: Any, *animations: Any, **options: Any) -> None:
        scene.compile_animation_data(self, *animations, **options)
        about = {"backend": "cairo", "encoder_fingerprint": "none", "renderer_state": ()}
        key = key_of_play(self, self.camera, self.animations, self.mobjects, **about)
        assert key not in self.keys
        self.keys.append(key)

    return type(scene.__name__, (scene,), {"keys": [], "compile_animation_data": compile_animation_data})


@pytest.fixture
def frame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Work in a frame of 640x360 pixels."""
    manim = pytest.importorskip("manim")
    # Words are set by way of files, of which processes must not read one another's halves.
    with manim.tempconfig({**SIZE, **QUIET, "media_dir": str(tmp_path_factory.getbasetemp() / "media")}):
        yield


@pytest.fixture
def staged(frame: None) -> "Callable[..., Stage]":
    """Return a function that sets a stage for runs, and tells nothing."""
    from gdviz.rendering.manim_frames import FrameRenderer
    from gdviz.stage.stage import Stage

    def stage(runs: Sequence[Run], scene: type[Stage] = Stage, style: Style = DARK) -> Stage:
        dressed = type(scene.__name__, (scene,), {"runs": [run.path for run in runs], "style": style})
        made = dressed(renderer=FrameRenderer(Keeper(np.copy, paints=False)))
        made.setup()
        return made

    return stage


@pytest.fixture
def told(frame: None) -> "Callable[..., tuple[Stage, list[Any]]]":
    """Return a function that tells a scene, and returns it with what `look` made of every frame, so many a second."""
    from gdviz.rendering.manim_frames import FrameRenderer
    from gdviz.stage.stage import Stage

    def tell(
        scene: type[Stage],
        runs: Sequence[Run],
        look: Callable[[Stage, np.ndarray], Any] | None = None,
        style: Style = DARK,
        rate: float = 10.0,
    ) -> tuple[Stage, list[Any]]:
        from manim import config

        config.frame_rate = rate
        keeper = Keeper(lambda pixels: look(made, pixels) if look else None, paints=look is not None)
        dressed = type(scene.__name__, (keyed(scene),), {"runs": [run.path for run in runs], "style": style})
        made = dressed(renderer=FrameRenderer(keeper, transparent=style.transparent))
        made.render()
        return made, keeper.kept

    return tell


@pytest.fixture
def heard(told: "Callable[..., tuple[Stage, list[Any]]]") -> "Callable[..., tuple[Stage, list[str]]]":
    """Return a function that tells a scene, and returns it with its captions."""
    from gdviz.stage.stage import Stage

    def tell(scene: type[Stage], runs: Sequence[Run]) -> tuple[Stage, list[str]]:
        captions: list[str] = []
        say = Stage.say

        def keep(self: Stage, words: str, *others: Any, **options: Any) -> None:
            captions.append(words)
            say(self, words, *others, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Stage, "say", keep)
            stage, _ = told(scene, runs)
        return stage, captions

    return tell
