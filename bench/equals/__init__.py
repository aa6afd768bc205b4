"""Two nodes as equals: publishing, pulling and witnessing at full size."""
