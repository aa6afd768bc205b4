"""Pages and feeds of resolutions and standards."""
