"""The record of certificate checks as files: pages to print, a workbook, and the pack that keeps it all."""
