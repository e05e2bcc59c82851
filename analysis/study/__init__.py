"""What the intervals and the test hold on planted worlds: run by ``nox -s study``, kept as data."""
