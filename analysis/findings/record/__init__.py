"""The page *The record*."""
