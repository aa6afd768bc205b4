"""The technology database: what an enterprise's technology is proven to do, under which conditions."""
