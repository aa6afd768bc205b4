"""What may be published of a voluntary survey: tables in which nobody finds what one contributor returned."""
