"""What everybody else needs: status lists, manifests, the bundle, the static tree."""
