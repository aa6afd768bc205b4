"""Makes the pictures of the README from the demo, by the programs that a reader would use."""
