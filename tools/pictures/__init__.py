"""Generator of the README's pictures from the demo, by the programs that a reader would use."""
