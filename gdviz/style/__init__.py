"""One visual language for all renderers: themes, colours, typefaces, and how numbers and formulas are written."""
