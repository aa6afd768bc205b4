"""Registration of the desk with the registry: it files no kind of its own."""

from registry.filing import Filing

FILING = Filing("desk", {})
