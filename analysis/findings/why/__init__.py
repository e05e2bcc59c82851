"""The page *Why*."""
