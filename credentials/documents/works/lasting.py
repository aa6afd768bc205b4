"""The common base of technologies, listings and notices: a term."""

from typing import Self

from pydantic import model_validator

from credentials.record import Credential, Time, refuse


class Lasting(Credential):
    """A credential for the time [validFrom, validUntil)."""

    valid_from: Time
    valid_until: Time

    @model_validator(mode="after")
    def _term(self) -> Self:
        if not self.valid_from < self.valid_until:
            raise refuse("interval-empty", "validUntil")
        return self
