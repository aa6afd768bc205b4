"""`huren agreement draft | sign | show`."""
