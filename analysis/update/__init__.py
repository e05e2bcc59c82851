"""New facts: gather, merge, check, say what moves, put in place."""
