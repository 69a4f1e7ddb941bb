"""A relief with numbers along its floor, where these leave it large."""

from typing import Any

from gdviz.analysis.boxes import Share
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage

# With numbers a relief is at least this share as large as it would be without.
KEPT = 0.88


def relief_with_room(stage: Stage, box: Share, **options: Any) -> ReliefProp:
    """Return a relief as ReliefProp makes it: with numbers, unless they would make it much smaller in its box."""
    with_numbers = ReliefProp(stage, box, **options)
    without = ReliefProp(stage, box, numbers=False, **options)
    return with_numbers if with_numbers.magnified >= KEPT * without.magnified else without
