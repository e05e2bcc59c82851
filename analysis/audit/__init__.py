"""Whether the built site holds what it says: each check looks at the files that a reader gets."""
