"""What is drawn up before an opening: documents to fill in, the list of bidders, releases of OCDS."""
