"""The tables of ``data/``, and what follows from them alone."""
