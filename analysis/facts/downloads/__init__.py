"""The tables to take away: the data package, settled facts, the record that a command carries."""
