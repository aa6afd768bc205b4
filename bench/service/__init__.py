"""Service over HTTP: its speed, and the work that strangers can cause."""
