"""What people read of a receipt, as texts: pages to print and tables for a sheet. Derived, never stored."""
