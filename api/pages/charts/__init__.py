"""Charts as numbers: what stands where in the SVG of a page."""
