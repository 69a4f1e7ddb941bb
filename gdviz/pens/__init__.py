"""How lines, discs, arrows and words get onto a surface: a pen's verbs on Cairo, and what Agg paints of a relief."""
