"""`huren resolution`: resolutions of joint conferences, a half a party."""
