"""A page: where its codes are, how a photo is turned, and whether a scan can be taken out."""
