"""Documents of joint conferences: resolutions, and the standards they adopt."""
