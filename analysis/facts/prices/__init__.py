"""Token prices: which rows are believed, one history a model and seller, and whose price counts."""
