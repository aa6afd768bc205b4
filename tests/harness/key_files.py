"""Key files as `huren key new` leaves them: for their owner alone."""

from pathlib import Path


def save_key(path: Path, pem: bytes) -> None:
    """Write a private key where nobody else reads it."""
    path.touch(mode=0o600)
    path.write_bytes(pem)
