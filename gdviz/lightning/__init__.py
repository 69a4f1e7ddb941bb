"""What Lightning's users need of gdviz: a callback that records, loaded with Lightning itself on first use."""

from typing import TYPE_CHECKING

from gdviz.faces import face

if TYPE_CHECKING:
    # What type checkers and editors see of it.
    from gdviz.lightning.callback import Record

_HOME = {"Record": "gdviz.lightning.callback"}
__all__ = ["Record"]

__getattr__, __dir__ = face(__name__, _HOME)
