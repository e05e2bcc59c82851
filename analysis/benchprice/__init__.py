"""For evaluators: from a log to a price statement that others can check."""
