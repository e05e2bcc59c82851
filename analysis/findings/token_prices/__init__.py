"""The page *Token prices*."""
