"""Short references that people read out, write down and type in again."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # neither 0 and O, nor 1, I and L


def new_reference(length: int) -> str:
    """Return a random reference; a unique column says whether it is still to be had."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
