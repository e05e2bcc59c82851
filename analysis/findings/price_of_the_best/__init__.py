"""The page *The price of the best*."""
