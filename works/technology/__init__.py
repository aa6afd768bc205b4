"""The technology database: the proven performance of an enterprise's technologies, under their conditions."""
