"""One module an upstream: its files -> rows for ``data/``, every rejected cell accounted for."""
