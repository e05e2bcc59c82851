"""What others have claimed, held against the register."""
