"""A bidder's packet for one tender: what it says, its cover sheet, and packets found among papers."""
