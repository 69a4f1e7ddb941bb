"""Which animations plain `manim render` may show again instead of painting them: Manim's cache, as stages need it.

Manim hashes what an animation can reach, to find out whether it was rendered before. What paints itself reaches runs,
meshes and renderers, which Manim cannot walk through; and what it shows hangs on clocks, which Manim does not see. So
the key of a stage's animation is made here: of all that a scene is told from, which is the same whenever the same film
is rendered again, and of the animation's number in it.
"""

import hashlib
import sys
import sysconfig
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import manim
import matplotlib as mpl
import numpy as np
from manim import config
from manim.renderer import cairo_renderer
from manim.utils.hashing import get_hash_from_play_call

from gdviz.runs.run import Run
from gdviz.stage.painted import PixelMobject, StageCamera
from gdviz.style.themes import Style
from gdviz.version import __version__

if TYPE_CHECKING:
    from manim import Mobject, Scene

HOME = Path(__file__).parents[1]


def origin_of(scene: type, runs: Iterable[Run], style: Style) -> str:
    """Return a hash of what a scene is told from: its code and that of gdviz, its runs and its style.

    A scene that was typed, and has no file, has another one each time.
    """
    hashed = hashlib.sha256()
    shown = [(run.path.resolve().name, run.digest) for run in runs]
    versions = __version__, manim.__version__, mpl.__version__, np.__version__
    _feed(hashed, [scene.__qualname__, shown, style, versions])
    _feed(hashed, [path.read_bytes() for path in sorted({*HOME.rglob("*.py"), *_own_files()})])
    if any(_file_of(kind.__module__) is None for kind in scene.__mro__[:-1]):
        _feed(hashed, [uuid.uuid4()])
    return hashed.hexdigest()


def key_of_play(
    scene: "Scene", camera: Any, animations: Iterable[Any], mobjects: "Iterable[Mobject]", **rendering: Any
) -> str:
    """Return the name under which Manim keeps an animation; that of a scene which is no stage is Manim's own."""
    if not isinstance(camera, StageCamera):
        return get_hash_from_play_call(scene, camera, animations, mobjects, **rendering)
    hashed = hashlib.sha256()
    plain = {name: value for name, value in vars(camera).items() if isinstance(value, str | int | float)}
    frame = config.frame_width, config.frame_height
    _feed(hashed, [camera.stamp, scene.renderer.num_plays, scene.random_seed, frame, sorted(plain.items()), rendering])
    for animation in animations:
        rate = getattr(animation.rate_func, "__qualname__", "")
        _feed(hashed, [type(animation).__qualname__, animation.run_time, animation.lag_ratio, rate])
        mobject = animation.mobject
        _feed_things(hashed, [mobject, getattr(mobject, "target", None), getattr(animation, "target_mobject", None)])
    _feed_things(hashed, mobjects)
    return hashed.hexdigest()


# Manim offers no other way to answer.
vars(cairo_renderer)["get_hash_from_play_call"] = key_of_play
# What each mobject that paints itself draws from, as it was when it first came on: painting may change what is kept.
_data: "WeakKeyDictionary[PixelMobject, str]" = WeakKeyDictionary()


def _feed(hashed: Any, values: Iterable[Any]) -> None:
    """Hash bytes, the bytes of arrays, and everything else as Python writes it."""
    for value in values:
        if isinstance(value, np.ndarray):
            fed = f"{value.dtype.str}{value.shape}".encode() + value.tobytes()
        else:
            fed = value if isinstance(value, bytes) else repr(value).encode()
        hashed.update(len(fed).to_bytes(8, "little") + fed)


def _feed_things(hashed: Any, mobjects: "Iterable[Mobject | None]") -> None:
    """Hash where the points of mobjects are, and their colours; of what paints itself the data that it draws from."""
    for mobject in mobjects:
        for part in mobject.get_family() if mobject is not None else ():
            looks = [getattr(part, name, None) for name in ("fill_rgbas", "stroke_rgbas", "stroke_width", "z_index")]
            _feed(hashed, [type(part).__qualname__, part.points, *looks])
            if isinstance(part, PixelMobject):
                _feed(hashed, [part.seen.get_value(), _data_of(part)])


def _data_of(mobject: PixelMobject) -> str:
    if mobject not in _data:
        hashed = hashlib.sha256()
        _feed(hashed, _enclosed(mobject.painter))
        _data[mobject] = hashed.hexdigest()
    return _data[mobject]


def _enclosed(function: Callable[..., Any]) -> list[Any]:
    """Return the numbers, words and arrays that a function encloses, and those enclosed in what it encloses."""
    found: list[Any] = []
    waiting, met = [function], {id(function)}
    while waiting:
        for cell in getattr(waiting.pop(), "__closure__", None) or ():
            try:
                value = cell.cell_contents
            except ValueError:
                # It is not filled yet.
                continue
            if isinstance(value, FunctionType) and id(value) not in met:
                met.add(id(value))
                waiting.append(value)
            elif isinstance(value, str | int | float | np.ndarray):
                found.append(value)
    return found


def _own_files() -> list[Path]:
    """Return the files of the modules that belong to no installed package: the scene's and those beside it."""
    library = Path(sysconfig.get_path("stdlib")).resolve()
    files = [file for name in list(sys.modules) if (file := _file_of(name)) is not None]
    own = [file for file in files if file.suffix == ".py" and not {"site-packages", "dist-packages"} & {*file.parts}]
    return [file for file in own if not file.is_relative_to(library)]


def _file_of(module: str) -> Path | None:
    named = getattr(sys.modules.get(module), "__file__", None)
    # A module that a package makes up as it runs may name a file that is not there.
    return Path(named).resolve() if named and Path(named).is_file() else None
