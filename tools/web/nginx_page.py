"""Page of nginx's refusals, and that page's policy in the configuration.

`python -m tools.docs.build` writes them. They are committed and compared by a test. nginx puts its own words
into the page (server-side includes), so that one file serves for every refusal.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from web.refusal_page import RefusalWords, build_refusal_page, refusal_policy

DEPLOY = Path(__file__).parents[2] / "deploy"
_POLICY = re.compile(r'(map \$huren_asked \$huren_refused_policy \{\s+page\s+")[^"]*(")')


def nginx_files() -> Mapping[Path, str]:
    """Return the page's file, and the configuration as it must be."""
    words = RefusalWords(*(_echo(name) for name in RefusalWords._fields))
    configuration = DEPLOY / "nginx.conf"
    text = configuration.read_text("utf-8")
    return {
        DEPLOY / "refused.html": build_refusal_page(words),
        configuration: _POLICY.sub(lambda match: match[1] + refusal_policy() + match[2], text),
    }


def _echo(name: str) -> str:
    variable = name if name == "request_id" else f"huren_{name}"
    return f'<!--# echo var="{variable}" -->'
