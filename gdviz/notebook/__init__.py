"""What a notebook has of gdviz after ``%load_ext gdviz``: runs with a picture, and the commands in cells."""
