"""Trust data about an issuer that every verdict on its credentials rests on."""
