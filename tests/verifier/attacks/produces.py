"""Register of attacks by the code they produce."""

from collections.abc import Callable

from verifier import Verdict

Attack = Callable[..., Verdict]
"""An attack takes the world, and for recognition also a policy."""


ATTACKS: dict[str, list[Attack]] = {}


def produces(code: str) -> Callable[[Attack], Attack]:
    """Register an attack under the code it must produce."""

    def register(attack: Attack) -> Attack:
        ATTACKS.setdefault(code, []).append(attack)
        return attack

    return register
