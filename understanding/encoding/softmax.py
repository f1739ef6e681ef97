"""Multinomial logistic regression over several blocks of features, and mixtures of them. Rasa's Python uses it too."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating[Any]]
Block = Any
"""A dense matrix or a sparse one of scipy's, a row a sentence."""

_NEAR_IT = {"maxiter": 100, "ftol": 1e-7, "gtol": 1e-6}
_TO_THE_BOTTOM = {"maxiter": 400, "ftol": 1e-12, "gtol": 1e-5, "maxcor": 12}

ENOUGH_HELD_OUT = 2_000  # rows to fit two or three shares on; more folds cost minutes and move nothing


def fit(
    blocks: Sequence[Block],
    labels: NDArray[np.int64],
    classes: int,
    *,
    penalty: float,
    to_the_bottom: bool = False,
) -> Matrix:
    """Return the weights, one row a feature over all blocks and the bias last, one column a class.

    Keeping the blocks apart lets the dense ones use BLAS: ten times faster than one sparse matrix of both.

    Args:
        labels: the class of each row, from 0.
        penalty: of the squared weights, beside the mean loss of a row; the bias goes free.
        to_the_bottom: until nothing moves any more, so that every processor finds the same weights; takes more memory.
    """
    from scipy.optimize import minimize  # half a second, for who trains alone

    rows = len(labels)
    height = sum(block.shape[1] for block in blocks) + 1
    wanted = np.zeros((rows, classes), np.float32)
    wanted[np.arange(rows), labels] = 1
    turned = [block.T for block in blocks]

    def loss_and_slope(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        matrix = flat.reshape(height, classes).astype(np.float32)
        scores = logits(blocks, matrix)
        norm = _log_sum(scores)
        loss = float((wanted * (norm - scores)).sum(dtype=np.float64)) / rows
        loss += 0.5 * penalty * float(np.square(matrix[:-1], dtype=np.float64).sum())
        excess = (np.exp(scores - norm) - wanted) / np.float32(rows)
        slope = np.vstack([*(block @ excess for block in turned), excess.sum(0, keepdims=True)])
        slope[:-1] += penalty * matrix[:-1]
        return loss, slope.ravel().astype(np.float64)

    options = _TO_THE_BOTTOM if to_the_bottom else _NEAR_IT
    found = minimize(loss_and_slope, np.zeros(height * classes), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(height, classes), dtype=np.float32)


def logits(blocks: Sequence[Block], matrix: Matrix) -> Matrix:
    """Return the score of each row for each class."""
    scores = np.tile(matrix[-1], (blocks[0].shape[0], 1))
    top = 0
    for block in blocks:
        scores += block @ matrix[top : top + block.shape[1]]
        top += block.shape[1]
    return scores


def logits_of_row(columns: NDArray[np.intp], row: Matrix, matrix: Matrix) -> Matrix:
    """Return what `logits` would of one sparse row, given where it holds something and what; one row of scores."""
    return np.asarray(matrix[-1] + row @ matrix[columns])[None]


def log_chances(scores: Matrix) -> Matrix:
    """Return the logarithm of the probability of each class, a row for each row of scores."""
    return np.asarray(scores - _log_sum(scores))


def trials(rows: int, *, folds: int) -> list[NDArray[np.bool_]]:
    """Return which rows to learn from in each trial; the others are held out. As many trials as are needed."""
    fold = np.random.default_rng(0).permutation(rows) % folds
    needed = min(folds, -(-ENOUGH_HELD_OUT * folds // rows))
    return [fold != one for one in range(needed)]


def held_out_opinions(
    blocks: Sequence[Block],
    labels: NDArray[np.int64],
    classes: int,
    *,
    penalty: float,
    kept: Sequence[NDArray[np.bool_]],
) -> Matrix:
    """Return the log-probabilities of the held-out rows of each trial, one trial after the other."""
    opinions = []
    for learnt in kept:
        weights = fit([block[learnt] for block in blocks], labels[learnt], classes, penalty=penalty)
        opinions.append(log_chances(logits([block[~learnt] for block in blocks], weights)))
    return np.vstack(opinions)


def fit_shares(opinions: Sequence[Matrix], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how much each of several classifiers should count, so that their mixture gives honest probabilities.

    Args:
        opinions: for each classifier the log-probabilities of rows that it was not trained on.
        labels: the class of each of these rows.
    """
    from scipy.optimize import minimize

    stacked = np.stack(opinions)
    rows = np.arange(len(labels))

    def loss(shares: NDArray[np.float64]) -> float:
        mixed = log_chances(np.tensordot(shares, stacked, 1))
        return float(-mixed[rows, labels].mean())

    start = np.full(len(opinions), 1 / len(opinions))
    return np.asarray(minimize(loss, start, method="L-BFGS-B", bounds=[(0, 3)] * len(opinions)).x)


def mix(voices: Sequence[Matrix], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of the first row, made of each voice's log-probabilities by its share."""
    return np.asarray(np.exp(log_chances(np.tensordot(shares, np.stack(voices), 1)))[0], dtype=np.float64)


def apart(vectors: Matrix, centre: Matrix) -> Matrix:
    """Return unit vectors from the common centre: what all sentences share tells nothing of the intent."""
    return unit(vectors - centre)


def unit(vectors: Matrix) -> Matrix:
    """Return the rows at length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / (lengths + 1e-9), dtype=np.float32)


def _log_sum(scores: Matrix) -> Matrix:
    """Return the logarithm of the sum of exponentials of each row, as a column."""
    top = scores.max(1, keepdims=True)
    return np.asarray(np.log(np.exp(scores - top).sum(1, keepdims=True)) + top)
