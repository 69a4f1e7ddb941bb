"""Which fonts letters come from: the one that was chosen, those that are shipped, and what is installed.

Every letter is looked for in one font after another, so that words of any script are drawn; what none of them has is
drawn as a substitute, and can be named in a sentence that says what to install.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import findSystemFonts, get_font

from gdviz.languages import spoken
from gdviz.style.collections import face_for, suits
from gdviz.style.themes import FONT_FILES
from gdviz.style.wrapping import clusters_of

# In place of letters that no font has.
SUBSTITUTE = "▯"
# Matplotlib brings it: it has Greek, Cyrillic, Arabic, Hebrew and the signs of mathematics.
_BROUGHT = {
    bold: str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf")
    for bold in (False, True)
}
# What names of files say of a font for headings and labels, the better first; of what is like it, the shorter name.
_WANTED = ("sans", "gothic", "hei")
_UNWANTED = ("serif", "mono", "italic", "oblique", "condensed", "thin", "black", "ui")
# By the beginnings of letters' Unicode names: a package of Debian and Ubuntu, and where a font is had elsewhere.
_NOTO = "from fonts.google.com/noto"
_PACKAGES = {
    ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "FULLWIDTH"): (
        "fonts-noto-cjk",
        f"on macOS brew install --cask font-noto-sans-cjk, on Windows the font Noto Sans CJK {_NOTO}",
    ),
    ("CUNEIFORM", "EGYPTIAN", "LINEAR"): ("fonts-noto-extra", f"elsewhere the font Noto Sans {_NOTO}"),
}
_SYMBOLS = ("fonts-symbola", "elsewhere the font Symbola")
_OTHERS = ("fonts-noto-core", f"elsewhere the font Noto Sans {_NOTO}")
# So many letters are named.
_NAMED = 8


@cache
def covered_by(file: str) -> frozenset[int]:
    """Return the code points of the letters that a font file has, as outlines; none where it cannot be read."""
    try:
        font = get_font(file)
        return frozenset(font.get_charmap()) if font.scalable else frozenset()
    except (OSError, RuntimeError, ValueError):
        return frozenset()


def fonts_of(words: str, first: str, *, bold: bool = False) -> tuple[str, ...]:
    """Return font files, one after another to be asked for a letter: the first, those that are shipped, and others.

    Of what is installed there are only those which have letters that the others lack; of collections the face that is
    drawn for the language that is spoken.
    """
    return _fonts_of(words, first, bold, spoken().name)


@cache
def _fonts_of(words: str, first: str, bold: bool, language: str) -> tuple[str, ...]:
    shipped = str(FONT_FILES["SemiBold" if bold else "Regular"])
    files = list(dict.fromkeys([face_for(first, language), shipped, _BROUGHT[bold]]))
    for letter in dict.fromkeys(words):
        if _is_seen(letter) and not any(ord(letter) in covered_by(file) for file in files):
            found = _installed(letter, bold, language)
            files += [found] if found else []
    return tuple(files)


def font_of_all(words: str, first: str, *, bold: bool = False) -> str:
    """Return the first font that has all letters of words, or the first of all, for what takes a single one."""
    fonts = fonts_of(words, first, bold=bold)
    return next((file for file in fonts if all(not _lacks(sign, [file]) for sign in words)), fonts[0])


@cache
def drawable(words: str, first: str) -> str:
    """Return words as they can be drawn: a substitute for every letter that no font has, and no marks without one."""
    if words.isascii():
        return words
    fonts = fonts_of(words, first)
    made = []
    for cluster in clusters_of(words):
        if _lacks(cluster[0], fonts):
            made.append(SUBSTITUTE)
        else:
            made.append("".join(sign for sign in cluster if not _lacks(sign, fonts, seen=False)))
    return "".join(made)


def sentence_on_missing(words: Iterable[str], first: str) -> str:
    """Return a sentence that names the letters which no font has, and what to install; empty where there are none."""
    each = dict.fromkeys(letter for line in words for letter in line)
    missing = [letter for letter in each if _lacks(letter, fonts_of(letter, first))]
    if not missing:
        return ""
    packages = dict(_package_of(letter) for letter in missing)
    named = " ".join(missing[:_NAMED])
    return (
        f"no font that is installed has {'letters such as ' if len(missing) > _NAMED else ''}{named}; "
        f"drawn as {SUBSTITUTE} until there is one: on Debian and Ubuntu apt install {' '.join(packages)}, "
        f"{', '.join(dict.fromkeys(packages.values()))}"
    )


def _package_of(letter: str) -> tuple[str, str]:
    name = unicodedata.name(letter, "")
    if unicodedata.category(letter) in ("So", "Sk"):
        return _SYMBOLS
    return next((package for begins, package in _PACKAGES.items() if name.startswith(begins)), _OTHERS)


def _lacks(letter: str, fonts: Sequence[str], *, seen: bool = True) -> bool:
    """Return whether no font has a letter; of those alone that are `seen`, unless told."""
    return (not seen or _is_seen(letter)) and not any(ord(letter) in covered_by(file) for file in fonts)


def _is_seen(letter: str) -> bool:
    """Return whether a letter is one, and neither a blank nor what only changes its neighbours."""
    return not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc", "Mn", "Me")


@cache
def _installed(letter: str, bold: bool, language: str) -> str | None:
    """Return the best of the installed fonts that have a letter; None where there is none."""
    files = _by_taste(bold, language)
    return next((face_for(file, language) for file in files if ord(letter) in covered_by(file)), None)


@cache
def _by_taste(bold: bool, language: str) -> tuple[str, ...]:
    def taste(file: str) -> tuple[int, bool, int, bool, int, str]:
        name = Path(file).stem.lower()
        return (
            suits(Path(file).stem, language),
            not any(word in name for word in _WANTED),
            sum(word in name for word in _UNWANTED),
            ("bold" in name) != bold,
            len(name),
            file,
        )

    return tuple(sorted(findSystemFonts(), key=taste))
