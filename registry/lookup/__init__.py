"""Lookup of stored records: finding, listing, counting; each answer is of one view, lists come by pages."""
