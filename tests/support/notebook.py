"""Notes what is painted of a scene: the boxes of its words, how large they are, and its pictures.

Manim's words are known by their points, those that a pen draws or that stand on a relief by their outlines, and
pictures by the pixels that change when they are painted without words.
"""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from layouts import Mark, Sheet, Words
from paper import SEEN, Array, Box, Moment, Paint, box_of

from gdviz import languages


class Notebook:
    """Notes what is painted of a scene; words are noted in place of being painted.

    Only words that are made while it is open (see `noting`) have a known size.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, str, float]] = {}
        self._moment: Moment | None = None
        self._order = 0

    def knows(self, path: Any, said: str, size: float) -> None:
        """Remember what an outline says, and in which size."""
        self._known[id(path)] = path, said, size

    def paints(self, at: Array, radius: float = 0.0) -> None:
        """Note a mark: a line through points (n, 2), or a disc of a radius at one."""
        self._order += 1
        if self._moment is not None:
            self._moment.sheet.marks.append(Mark("a mark", np.atleast_2d(at), radius, self._order))

    def writes_outline(self, path: Any, scale: float, corner: Array, clip: Array | None) -> None:
        """Note what an outline says, which stands with its origin at a corner, in points, inside a clip."""
        at = np.array([part[i : i + 2] for _, part in path for i in range(0, len(part), 2)])
        if len(at):
            _, said, size = self._known.get(id(path), (path, "?", np.inf))
            box = box_of(scale * at + corner)
            self.writes(said, box, size, clip)
            if self._moment is not None and said.strip() == languages.said("step"):
                self._moment.counts = True

    def writes(self, said: str, box: Box, size: float, clip: Array | None = None) -> None:
        """Note a word; a single sign goes on with what stands before it on its line."""
        self._order += 1
        if self._moment is None:
            return
        words = self._moment.sheet.words
        word = Words(said, box, size, self._order)
        if words and len(said) == 1 and words[-1].order == self._order - 1 and _goes_on(words[-1], word):
            before = words.pop()
            word = Words(before.words + said, box_of(np.reshape([before.box, box], (-1, 2))), size, self._order)
        words.append(word)
        if clip is not None and ((np.array(box) - clip.ravel()) * [1, 1, -1, -1] < -1).any():
            self._moment.cut.append(f"{word.words!r} is cut off")

    def look(self, stage: Any, name: str) -> Moment:
        """Return what a scene shows now."""
        from manim import config

        from gdviz.stage.typeset import points

        page = np.array([config.frame_width, config.frame_height])
        moment = self._moment = Moment(name, Sheet(*(page / points(1)).tolist()))
        self._order = 0
        stage.update_mobjects(0)
        for mobject in stage.mobjects:
            self._walk(mobject, lambda at: (at[:, :2] + page / 2) / points(1), moment)
        self._moment = None
        return moment

    def _walk(self, mobject: Any, place: Callable[[Array], Array], moment: Moment) -> None:
        from manim import MathTypst, VMobject, config

        from gdviz.stage import painted

        if isinstance(mobject, painted.Words):
            if mobject.seen.get_value() >= SEEN:
                self._walk(mobject.said, place, moment)
        elif isinstance(mobject, painted.PixelMobject):
            if mobject.room is not None:
                size = np.array([moment.sheet.width, moment.sheet.height])
                room = box_of(mobject.room.corners * size)
                (moment.rooms if mobject.seen.get_value() >= SEEN else moment.empty).append(room)
                if hasattr(mobject, "diorama"):
                    moment.reliefs[id(mobject)] = room
            if mobject.seen.get_value() >= SEEN:
                sheet, before = np.zeros((config.pixel_height, config.pixel_width, 4), np.uint8), self._order
                self._order += 1
                mobject.paint(sheet)
                mask = sheet[..., 3] > 255 * SEEN
                moment.sheet.marks.append(Paint("a picture", mask, before + 1))
                if mask.any():
                    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
                    scale, high = len(mask) / moment.sheet.height, len(mask)
                    sides = (columns[0], high - 1 - rows[-1], columns[-1] + 1, high - rows[0])
                    moment.pictures[id(mobject)] = tuple(float(side / scale) for side in sides)
        elif hasattr(mobject, "noted") or isinstance(mobject, MathTypst):
            letters = [one.points for one in mobject.family_members_with_points() if _opacity(one) >= SEEN]
            if letters:
                said = mobject.noted[0] if hasattr(mobject, "noted") else mobject.typst_code
                self.writes(f"{said} ", box_of(place(np.concatenate(letters))), _size_now(mobject))
        else:
            if isinstance(mobject, VMobject) and len(mobject.points) and _opacity(mobject) >= SEEN:
                at = place(mobject.points)
                moment.pictures[id(mobject)] = box_of(at)
                self.paints(at)
            for part in mobject.submobjects:
                self._walk(part, place, moment)


def clipped_to(line: Array, low: Array, high: Array) -> Array:
    """Return the parts of a polyline (n, 2) within a box, a row of nan after each."""
    starts, way = line[:-1], np.diff(line, axis=0)
    with np.errstate(all="ignore"):
        sides = np.sort(np.stack([(low - starts) / way, (high - starts) / way]), axis=0)
    inside = (starts >= low) & (starts <= high)
    still = way == 0
    first = np.where(still, np.where(inside, -np.inf, np.inf), sides[0]).max(axis=1).clip(0)
    last = np.where(still, np.where(inside, np.inf, -np.inf), sides[1]).min(axis=1).clip(None, 1)
    kept = first <= last
    ends = [starts[kept] + share[kept, None] * way[kept] for share in (first, last)]
    return np.stack([*ends, np.full_like(ends[0], np.nan)], axis=1).reshape(-1, 2)


def _goes_on(last: Words, word: Words) -> bool:
    is_level = abs(last.box[1] - word.box[1]) < word.letter / 2
    return is_level and -2 < word.box[0] - last.box[2] < word.letter and abs(last.letter - word.letter) < 0.01


def _opacity(mobject: Any) -> float:
    return max(float(mobject.get_fill_opacity()), float(mobject.get_stroke_opacity()))


def _reach(letter: Any) -> float:
    """Return how large a letter is, whichever way it is turned."""
    return float(np.hypot(letter.width, letter.height))


def _size_now(mobject: Any) -> float:
    """Return in which size words stand there, in points, which may have been scaled since they were set."""
    from gdviz.stage.typeset import EM, points

    if not hasattr(mobject, "noted"):
        return float(mobject.font_size) * EM / 1.8 / points(1)
    _, size, reach = mobject.noted
    return size * _reach(mobject[-1]) / reach if len(mobject) and reach else size


@contextmanager
def noting() -> "Any":
    """Open a notebook, in which all that scenes set and paint is noted."""
    from gdviz.pens.agg import Easel
    from gdviz.stage import lettering, painted, symbols, typeset

    book = Notebook()

    class NotingPen(painted.CairoPen):
        """Writes no words, and notes where they would be."""

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self._opacity = 1.0
            self._clips: list[Array] = []

        def _points(self, at: Any) -> Array:
            points: Array = (np.asarray(at)[..., :2] + self.page / 2) / self.unit
            return points

        @contextmanager
        def faded(self, opacity: float) -> Any:
            before, self._opacity = self._opacity, self._opacity * opacity
            with super().faded(opacity):
                yield
            self._opacity = before

        @contextmanager
        def within(self, box: Any) -> Any:
            self._clips.append(self._points(box))
            with super().within(box):
                yield
            self._clips.pop()

        def outline(self, path: Any, corner: Any, *given: Any, scale: float = 1.0, **options: Any) -> None:
            if self._opacity >= SEEN:
                clip = self._clips[-1] if self._clips else None
                book.writes_outline(path, scale / self.unit, self._points(corner), clip)

        def _clipped(self, at: Array) -> Array:
            """Return a polyline that is nan where it is cut off."""
            if not self._clips or len(at) < 2:
                return at
            return clipped_to(at, *self._clips[-1])

        def line(self, points: Any, *given: Any, **options: Any) -> None:
            if self._opacity * options.get("alpha", 1.0) >= SEEN:
                book.paints(self._clipped(self._points(points)))
            super().line(points, *given, **options)

        def polygon(self, points: Any, *given: Any, **options: Any) -> None:
            if self._opacity * options.get("alpha", 1.0) >= SEEN:
                around = self._points(points)
                book.paints(self._clipped(np.concatenate([around, around[:1]])))
            super().polygon(points, *given, **options)

        def circle(self, at: Any, radius: float, *given: Any) -> None:
            if self._opacity >= SEEN:
                book.paints(self._points(at), radius)
            super().circle(at, radius, *given)

        def disc(self, at: Any, radius: float, *given: Any, **options: Any) -> None:
            if self._opacity * options.get("alpha", 1.0) >= SEEN:
                book.paints(self._points(at), radius)
            super().disc(at, radius, *given, **options)

        def ball(self, at: Any, radius: float, *given: Any, **options: Any) -> None:
            if self._opacity >= SEEN:
                book.paints(self._points(at), radius)
            super().ball(at, radius, *given, **options)

    def writes(easel: Any, at: Any, words: str, color: str, size: float, *, align: Any, **options: Any) -> None:
        reach = easel.text_size(words, size) / easel.unit
        low = easel.pixels(at) / easel.unit - align * reach
        book.writes(f"{words} ", box_of(np.stack([low, low + reach])), size)

    def sets(text: Any) -> Any:
        def row(style: Any, words: str, size: float, **looks: Any) -> Any:
            made = text(style, words, size, **looks)
            made.noted = words, size, _reach(made[-1]) if len(made) else 0.0
            return made

        return row

    def then(kind: type[Any], after: Callable[..., None]) -> None:
        begin = kind.__init__

        def init(self: Any, *given: Any, **options: Any) -> None:
            begin(self, *given, **options)
            after(self, *given)

        patch.setattr(kind, "__init__", init)

    def know_all(self: Any, sizes: float) -> None:
        for said, path in self._paths.items():
            book.knows(path, said, sizes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painted, "CairoPen", NotingPen)
        patch.setattr(Easel, "text", writes)
        patch.setattr(typeset, "text", sets(typeset.text))
        then(lettering.Label, lambda self, stage, words, size: book.knows(self._path, f"{words} ", size))
        then(lettering.Figures, lambda self, stage, size: know_all(self, size))
        then(symbols.Symbols, lambda self, *given: know_all(self, symbols.SET))
        then(painted.Words, lambda self, shapes, color: setattr(self, "said", shapes))
        yield book
