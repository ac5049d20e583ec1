"""A generator of history microsites: cited, linked, and checked like code."""
