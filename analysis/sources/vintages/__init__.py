"""What published analyses used, as it was."""
