"""Every cited number: computed, kept, compared with earlier ones."""
