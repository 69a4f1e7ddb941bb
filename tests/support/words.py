"""Sentences that name what is registered, as long as that is."""

from gdviz.runs.models import MODELS

*_FIRST, _LAST = (name for name, model in MODELS.items() if model.kind == "curve")
NO_FIT = f"it fits no {', '.join(_FIRST)} or {_LAST} to points of one feature"
