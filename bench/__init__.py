"""Benchmarks of speeds and sizes against goals; `python -m bench` prints them."""
