"""`huren agreement draft | join | leave | sign | show`."""
