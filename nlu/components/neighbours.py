"""What the examples nearest to a sentence mean."""

import numpy as np

STRANGER = 1e-3  # what an intent without any near example keeps, so that neighbours alone rule nothing out


def ask_neighbours(
    vectors: np.ndarray, examples: np.ndarray, labels: np.ndarray, classes: int, nearness: float
) -> np.ndarray:
    """Return the logarithm of each class's share of the votes, a row for each of `vectors`.

    Every example votes, the nearer the more: exp(nearness * cosine).

    Args:
        vectors, examples: unit vectors, one a row.
        labels: the class of each example, from 0.
    """
    votes = np.exp(nearness * (vectors @ examples.T - 1))
    shares = np.zeros((len(vectors), classes), np.float32)
    for label in range(classes):
        shares[:, label] = votes[:, labels == label].sum(1)
    shares /= shares.sum(1, keepdims=True)
    result: np.ndarray = np.log(shares + STRANGER)
    return result
