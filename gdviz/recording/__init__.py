"""Runs of other people's training: a loop of one's own, written as gdviz writes its runs."""
