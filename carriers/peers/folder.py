"""The tree on a USB stick or in a folder."""

from hashlib import sha256
from pathlib import Path

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from credentials.words.os_refusals import explain_system


class FolderFiles:
    """The files below a folder; a link that leads out of it counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.requests = 0

    def names(self, folder: str) -> list[str] | None:
        """See `TreeFiles`."""
        place = (self._folder / folder).resolve()
        if not place.is_relative_to(self._folder) or not place.is_dir():
            return []
        try:
            return sorted(path.name for path in place.iterdir())
        except OSError as error:
            en, zh = (explain_system(error, lang) for lang in ("en", "zh"))
            raise CarrierError("peer-silent", folder, why=f"{en}.", why_zh=f"{zh}。") from None

    def check_end(self, path: str) -> None:
        """See `PeerFiles`: a folder may be read for ever."""

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """See `PeerFiles`; the tag is the SHA-256."""
        self.requests += 1
        try:
            # resolved first: a USB stick may have a link to any file of this machine
            place = (self._folder / path).resolve()
            if not place.is_relative_to(self._folder) or not place.is_file():
                return None
            with open(place, "rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            en, zh = (explain_system(error, lang) for lang in ("en", "zh"))
            raise CarrierError("peer-silent", path, why=f"{en}.", why_zh=f"{zh}。") from None
        if len(data) > limit:
            raise CarrierError("peer-too-large", path, limit=limit)
        digest = sha256(data).hexdigest()
        return PeerFile(None if digest == tag else data, digest)
