"""Others' analyses, recomputed on their own data."""
