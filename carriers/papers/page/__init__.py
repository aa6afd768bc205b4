"""A page: the places of its codes, the orientation of a photo, and the extraction of a scan."""
