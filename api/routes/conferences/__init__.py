"""Pages of resolutions and standards."""
