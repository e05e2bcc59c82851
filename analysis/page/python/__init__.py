"""The Python that runs ``benchprice`` in a reader's browser, and what it lacks there."""
