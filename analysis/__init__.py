"""What it costs to run AI benchmarks, how fast that price falls, and why.

facts in      sources (an upstream's files -> rows), update (into data/), facts (the tables)
thinking      methods (statistics), published (others' analyses), findings (one room a page),
              study (what the methods hold on planted data)
showing       charts, register (every cited number), page, site (the renderer), release
evaluators    benchprice (a log -> a price statement)

Imports go one way; ``[tool.importlinter]`` in pyproject.toml says which. See CONTRIBUTING.md.
"""
