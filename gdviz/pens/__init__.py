"""How lines, discs, arrows and words get onto a surface: one set of verbs for Agg and Cairo."""
