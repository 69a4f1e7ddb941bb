"""What a deck is made of, as it is typed: SCENE=RUN:Title, the files of films, pages and words, and notes by slide.

A title follows a colon, and so do a fleet's runs and a drive's folders. What is there decides: of all colons the last
one counts before which everything is there, so that a title may have colons of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gdviz.files.texts import file_meant, not_there, read_toml

# A part that is made into an explorable page; and what files of words are called.
PAGE, WORDS = "page", (".md", ".markdown")


@dataclass(frozen=True)
class DeckPart:
    """What a deck is made of: a scene about runs, a page to explore, a finished film, or words.

    Attributes
    ----------
    scene
        Its name or its class, or "page"; empty for a file.
    paths
        The runs' directories, or the file.
    title
        What its slides are called; empty for what they call themselves.
    """

    scene: str | type
    paths: tuple[Path, ...]
    title: str = ""

    @property
    def name(self) -> str:
        """What it is called where nothing else is said."""
        from gdviz.scenes import scene_of

        if self.title or not self.scene or self.scene == PAGE:
            return self.title or self.paths[0].stem
        return scene_of(self.scene).name


def part(words: str) -> DeckPart:
    """Return SCENE=RUN[,RUN...], RUN, or the path of a film, a page or words, each with its :Title, as a deck's part.

    Raises
    ------
    ValueError
        For an unknown scene, a scene without a run, a file that is not there, or anything else.
    """
    from gdviz.scenes import SCENES

    name, equals, runs = words.partition("=")
    if equals and (name in SCENES or name == PAGE):
        if not runs:
            raise ValueError(f"scene {name!r} is about a run; give its directory as {name}=RUN")
        places, title = _with_title(runs, lambda text: all(map(_is_run, _places(text))))
        return DeckPart(name, _chosen(places), title)
    makes = _makes()
    place, title = _with_title(words, lambda text: Path(text).is_file())
    path = Path(place)
    if make := makes.get(path.suffix.lower()):
        if not path.is_file():
            raise ValueError(not_there(path, make.format(path)))
        return DeckPart("", (path,), title)
    if equals:
        # The registry raises, with the nearest match.
        SCENES[name]
    if words in SCENES:
        raise ValueError(f"scene {words!r} is about a run; give its directory as {words}=RUN")
    place, title = _with_title(words, _is_run)
    if _is_run(place):
        from gdviz.rendering.scenes import usual_scene

        return DeckPart(usual_scene([place]), _chosen(place), title)
    hint = file_meant(path) or "for example gdviz deck loss-bowl=renders/runs/bowl"
    raise ValueError(f"a deck is made of SCENE=RUN and of {', '.join(makes)} files, and {words!r} is neither; {hint}")


def _makes() -> dict[str, str]:
    """Return by suffix how each kind of file is made."""
    from gdviz.encode import FORMATS

    films = [suffix for suffix, kind in FORMATS.items() if kind.plays_in_decks]
    return {
        **dict.fromkeys(films, "make one with `gdviz figure NAME RUN -o {}`"),
        **dict.fromkeys((".html", ".htm"), "make one with `gdviz page RUN -o {}`"),
        **dict.fromkeys(WORDS, "write one, such as: # A title"),
    }


def _with_title(text: str, is_there: Callable[[str], bool]) -> tuple[str, str]:
    """Return what is there of a text, and the title after it; all of it where nothing is."""
    colons = [len(text), *(at for at in reversed(range(len(text))) if text[at] == ":")]
    for at in colons:
        if is_there(text[:at]):
            return text[:at], text[at + 1 :].strip()
    return text, ""


def _is_run(place: str) -> bool:
    """Return whether a directory is there, or that of a fleet which has the runs that are asked for."""
    from gdviz.runs.fleet import chosen_runs
    from gdviz.runs.fleet_files import place_in_fleet

    path = Path(place)
    if place_in_fleet(path) is None:
        return path.is_dir()
    try:
        chosen_runs([path])
    except ValueError:
        return False
    return True


def _places(text: str) -> list[str]:
    """Return the runs of a part: a directory may have a comma in its name."""
    from gdviz.runs.fleet import split_places

    return [text] if Path(text).exists() else split_places(text, ",")


def _chosen(text: str) -> tuple[Path, ...]:
    from gdviz.runs.fleet import SHOWN, chosen_runs

    return tuple(chosen_runs(_places(text), SHOWN))


def read_notes(path: Path) -> dict[str, str]:
    """Return what a file of notes says, by the number or the name of a slide.

    Raises
    ------
    ValueError
        If it cannot be read, is no TOML, or says of a slide anything but words.
    """
    told = read_toml(path, '1 = "Welcome"', 'write it, with lines such as 1 = "Welcome"')
    for key, words in told.items():
        if not isinstance(words, str):
            raise ValueError(f"{path}: the notes of slide {key!r} must be words in quotation marks, not {words!r}")
    return told


def keys_of(number: int, name: str) -> tuple[str, str]:
    """Return by what notes call a slide: its number, from 1, and its name."""
    return str(number), name.casefold()


def strange_keys(notes: dict[str, str], names: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each key of notes that calls no slide of a deck."""
    known = {key for number, name in enumerate(names, 1) for key in keys_of(number, name)}
    for key in notes:
        if key.casefold() not in known:
            slides = ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))
            yield f"the notes of {key!r} are of no slide; there are {slides}"
