"""The checks of the agreement's other works: technologies, listings of them, resolutions and standards."""
