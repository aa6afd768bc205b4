"""Two nodes as equals: publishing, taking, witnessing, at their sizes."""
