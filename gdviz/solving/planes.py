"""Which two parameters a landscape is sampled over."""

from collections.abc import Sequence
from shlex import quote

from gdviz.problems import Problem
from gdviz.registry import unknown

# More names than this are not shown to choose from.
SHOWN = 20


def chosen_plane(problem: Problem, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the two parameters that span the plane of a landscape; none where none are chosen.

    Each may be chosen by its name, by that of the feature whose weight it is, or by its number from 1.

    Raises
    ------
    ValueError
        For an unknown name, for other than two different parameters, and for a problem that has no more.
    """
    if not chosen:
        return ()
    names = problem.parameters
    example = f"for example --plane {quote(','.join(names[1:3] if len(names) > 2 else names))}"
    if len(names) < 3:
        raise ValueError(
            f"{problem.name} has {len(names)} {'parameter' if len(names) == 1 else 'parameters'}, all of which its "
            "landscape shows; leave out --plane"
        )
    if len(chosen) != 2:
        raise ValueError(f"a plane is spanned by two parameters, not {len(chosen)}; {example}")
    # The weight of a feature may bear another name than the feature.
    by_feature = dict(zip(problem.features, names[1:], strict=False)) if len(problem.features) + 1 == len(names) else {}
    found = []
    for word in (str(word).strip() for word in chosen):
        if word in names:
            found.append(word)
        elif word in by_feature:
            found.append(by_feature[word])
        elif word.isascii() and word.isdecimal() and len(word) < 9 and 1 <= int(word) <= len(names):
            found.append(names[int(word) - 1])
        else:
            many = f", or by number from 1 to {len(names)}"
            raise ValueError(f"{unknown('parameter', word, names[:SHOWN])}{many}; {example}")
    if found[0] == found[1]:
        raise ValueError(f"a plane is spanned by two different parameters, not twice by {found[0]!r}; {example}")
    return tuple(found)
