"""The page *Training and inference*."""
