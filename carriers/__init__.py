"""What carries a credential to a person and back: QR code, picture, spreadsheet.

Importing this package loads no image or spreadsheet library; import the module that does the work.
"""
