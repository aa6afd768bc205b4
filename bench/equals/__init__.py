"""Two nodes as equals: publishing, taking and witnessing at full size."""
