"""The landscape as a lit solid: the 3-D picture that every renderer films."""
