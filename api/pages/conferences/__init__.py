"""What joint conferences resolved, and the standards they adopt, in words."""
