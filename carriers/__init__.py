"""Carriers of a credential to a person and back: QR code, picture, PDF, paper, spreadsheet.

Importing this package loads no image or spreadsheet library; import the module that does the work.
"""
