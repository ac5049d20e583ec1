"""A generator of history microsites: cited, linked, and checked like code."""

__version__ = "0.1.0"
