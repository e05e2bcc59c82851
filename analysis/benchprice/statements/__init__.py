"""The price statement: built, checked, levelled, and in the forms people publish in."""
