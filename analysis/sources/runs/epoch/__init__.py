"""Epoch AI: its download of all benchmarks, today and then, and token counts from elsewhere."""
