"""Key files as `huren key new` leaves them: for their owner alone."""

from pathlib import Path


def save_key(path: Path, pem: bytes) -> None:
    """Write a private key where nobody else reads it."""
    path.touch(mode=0o600)
    path.write_bytes(pem)


SCRYPT = """-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSsGAQQB2kcECzAcBBADGry0uIBApqKGD3p3
zQGIAgIEAAIBCAIBATAdBglghkgBZQMEASoEELVNSMPHPIL0F6yYO1+9xwIEQK2v
6JUEgXyRx1pLig8lOxm2aTjv9fIFISMNiJhB2PlgeanshKwyf95LoPHaU6O4oGxc
Dt0vTDavv8J/Yb0J2g0=
-----END ENCRYPTED PRIVATE KEY-----
"""
"""An officer's key as another program may write it, its passphrase password1."""
