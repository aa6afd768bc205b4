"""A list of bidders from an office's sheet, or from the names of their folders."""
