"""What the record that the command carries says: names, offers, tariffs, and which rate applies."""
