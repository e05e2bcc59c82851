"""What readers share: JSON as a stream, counts under any name, what is billed beside them."""
