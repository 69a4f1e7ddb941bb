"""How files come and go: whole under their name or not at all, and unfinished in folders that are swept."""
