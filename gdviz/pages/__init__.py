"""The explorable page: runs in, one HTML file out that needs no network, in which readers start their own."""
