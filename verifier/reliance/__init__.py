"""What every verdict about an issuer rests on, whichever credential is asked about."""
