"""What an optimizer declares of a step of its rule: a line for each quantity, in symbols and numbers."""
