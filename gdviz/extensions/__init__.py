"""Parts of your own: files and packages that add problems, figures, scenes and so on, and gdviz stays as it is."""
