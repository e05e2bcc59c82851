"""Runs and scores, one module an upstream."""
