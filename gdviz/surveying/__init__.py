"""Landscapes of models: which plane of their parameters, the loss at each point of it, and the run that holds them."""
