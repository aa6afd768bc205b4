"""Publications: status lists, manifests, the bundle, the static tree."""
