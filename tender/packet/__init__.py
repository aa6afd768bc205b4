"""A bidder's packet for one tender: its document, its cover sheet, and packets found among papers."""
