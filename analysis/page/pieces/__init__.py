"""What pages are made of, whatever they are about: tables, figures, their controls, safe text."""
