"""How fast the generator is, beside its peers in the same run."""
