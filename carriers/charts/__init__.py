"""Charts as numbers: what stands where, for the templates of pages and of paper alike."""
