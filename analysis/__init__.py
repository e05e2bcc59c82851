"""What it costs to run AI benchmarks, how fast that price falls, and why."""
