"""The `huren` command: the shell that reads the clock, files and the terminal (design section 8)."""
