"""How a book of recipes begins, up to what the first of them makes."""

OPENING = """
[articles]
A = "An article"

[runs]
steps = "solve half-square --steps 3"
others = "solve bowl"

[recipes.quick]
article = "A1"
line = "Be quick"
see = '''Three
  steps.'''
"""
