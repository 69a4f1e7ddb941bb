"""The command line, as ``python -m gdviz``."""

from gdviz.cli import main

if __name__ == "__main__":
    main(prog_name="gdviz")
