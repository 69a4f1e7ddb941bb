"""Faces that are drawn for a language: one of a font collection's, or the font that is meant for it.

China and Japan write many letters of one code point differently; a collection such as Noto Sans CJK has a face for
each of them.
"""

import re
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontPath, get_font

# What names of families and files say of the language that they are drawn for.
_DRAWN_FOR = {
    "zh": re.compile(r"(SC|sc|CN|Hans|YaHei|msyh|PingFang|SimHei|WenQuanYi|wqy)(?![a-z])"),
    "ja": re.compile(r"(JP|jp|Hiragino|ヒラギノ|[Mm]eiryo|YuGoth|IPA|ipa[gm]|msgothic)"),
}


def suits(name: str, language: str) -> int:
    """Return 0 for the name of a font that is drawn for a language, 2 for one of another, and else 1."""
    if language not in _DRAWN_FOR or not any(names.search(name) for names in _DRAWN_FOR.values()):
        return 1
    return 0 if _DRAWN_FOR[language].search(name) else 2


@cache
def face_for(file: str, language: str) -> str:
    """Return the face of a file that is drawn for a language, as matplotlib takes it.

    It is the file itself where it has one face alone, or none for the language, and a face that was chosen by its name.
    """
    if language not in _DRAWN_FOR or isinstance(file, FontPath) or Path(file).suffix.lower() not in (".ttc", ".otc"):
        return file
    try:
        names = [str(get_font(FontPath(file, i)).family_name) for i in range(get_font(file).num_faces)]
    except (OSError, RuntimeError):
        return file
    best = min(range(len(names)), key=lambda i: suits(names[i], language))
    return FontPath(file, best)


def face_index(file: str) -> int:
    """Return which face of its file a font is."""
    return int(file.face_index) if isinstance(file, FontPath) else 0
