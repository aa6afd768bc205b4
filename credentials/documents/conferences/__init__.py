"""What joint conferences make: resolutions, and the standards they adopt."""
