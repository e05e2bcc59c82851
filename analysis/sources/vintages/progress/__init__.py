"""The two files of *The Price of Progress*, read by what they hold."""
