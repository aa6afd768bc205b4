"""Site made of `docs/`: `make docs`."""
