"""Drafts before an opening: documents to fill in, the list of bidders, releases of OCDS."""
