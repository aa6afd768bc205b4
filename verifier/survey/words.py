"""What is said of an edition of a table that is refused. English, Chinese."""

from credentials.words.closed_lists import Labels

DISCLOSURES: Labels = {
    "changed": ("changed by too few", "变动的填报者过少"),
    "remainder": ("suppressed cells together changed by too few", "所隐去各格之和变动的填报者过少"),
    "primary": ("must now be suppressed", "现须隐去"),
    "exposed": ("comes too close", "可推算范围过窄"),
}
"""Why a second edition of a table is refused."""
