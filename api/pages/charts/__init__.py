"""Charts as numbers: the places of everything in the SVG of a page."""
