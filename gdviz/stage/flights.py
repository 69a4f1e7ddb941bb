"""Words that go on: what is written in one place flies to where the same is written next."""

from collections.abc import Sequence
from typing import Any

from manim import PI, FadeIn, FadeOut, Mobject, ReplacementTransform, VGroup

# What is written, and its letters.
Written = tuple[str, Mobject]


def fly(old: Mobject, new: Mobject, **options: Any) -> Any:
    """Return the animation in which letters fly to their places in another mobject, which then stands for them."""
    return ReplacementTransform(_letters(old), _letters(new), **options)


def flown(old: Sequence[Written], new: Sequence[Written], *, turned: Sequence[str] = ()) -> list[Any]:
    """Return the animations in which words fly to where the same words stand anew; others go, and others come.

    Those `turned` stand upright at their ends.
    """
    ends, starts = dict(new), dict(old)
    # About one point, all letters turn as one.
    moves = [
        fly(letters, ends[words], path_arc=PI / 2 if words in turned else 0.0)
        for words, letters in old
        if words in ends
    ]
    moves += [FadeOut(letters) for words, letters in old if words not in ends]
    return moves + [FadeIn(letters) for words, letters in new if words not in starts]


def _letters(mobject: Any) -> VGroup:
    return VGroup(*mobject.family_members_with_points())
