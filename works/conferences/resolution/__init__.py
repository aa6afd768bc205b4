"""`huren resolution`: resolutions of joint conferences, of which each party signs a half."""
