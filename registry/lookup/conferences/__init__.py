"""What joint conferences resolved: resolutions by number, their open items, and the standards they adopt."""
