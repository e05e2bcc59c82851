"""Price lists, one module an upstream."""
