"""How gdviz was installed here, and what adds to it."""
