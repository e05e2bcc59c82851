"""The page *The price of a score*."""
