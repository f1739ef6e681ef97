"""Multinomial logistic regression over several blocks of features, some dense and some sparse."""

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

Block = np.ndarray | sp.csr_matrix


def fit(blocks: list[Block], labels: np.ndarray, classes: int, penalty: float) -> np.ndarray:
    """Return the weights, one row a feature over all blocks and the bias last, one column a class.

    Keeping the blocks apart lets the dense ones use BLAS: ten times faster than one sparse matrix of both.

    Args:
        labels: the class of each row, from 0.
        penalty: of the squared weights, beside the mean loss of a row; the bias goes free.
    """
    rows = len(labels)
    height = sum(block.shape[1] for block in blocks) + 1
    wanted = np.zeros((rows, classes), np.float32)
    wanted[np.arange(rows), labels] = 1
    turned = [block.T.tocsr() if sp.issparse(block) else block.T for block in blocks]

    def loss_and_slope(flat: np.ndarray) -> tuple[float, np.ndarray]:
        matrix = flat.reshape(height, classes).astype(np.float32)
        scores = logits(blocks, matrix)
        norm = log_sum(scores)
        loss = float((wanted * (norm - scores)).sum(dtype=np.float64)) / rows
        loss += 0.5 * penalty * float(np.square(matrix[:-1], dtype=np.float64).sum())
        excess = (np.exp(scores - norm) - wanted) / np.float32(rows)
        slope = np.vstack([*(block @ excess for block in turned), excess.sum(0, keepdims=True)])
        slope[:-1] += penalty * matrix[:-1]
        return loss, slope.ravel().astype(np.float64)

    start = np.zeros(height * classes)
    options = {"maxiter": 100, "ftol": 1e-7, "gtol": 1e-6}
    found = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", options=options)
    return found.x.reshape(height, classes).astype(np.float32)


def logits(blocks: list[Block], matrix: np.ndarray) -> np.ndarray:
    """Return the score of each row for each class."""
    scores = np.tile(matrix[-1], (blocks[0].shape[0], 1))
    top = 0
    for block in blocks:
        scores += block @ matrix[top : top + block.shape[1]]
        top += block.shape[1]
    return scores


def log_sum(scores: np.ndarray) -> np.ndarray:
    """Return the logarithm of the sum of exponentials of each row, as a column."""
    top = scores.max(1, keepdims=True)
    result: np.ndarray = np.log(np.exp(scores - top).sum(1, keepdims=True)) + top
    return result


def log_chances(scores: np.ndarray) -> np.ndarray:
    """Return the logarithm of the probability of each class, a row for each row of scores."""
    result: np.ndarray = scores - log_sum(scores)
    return result


def fit_shares(opinions: list[np.ndarray], labels: np.ndarray) -> np.ndarray:
    """Return how much each of several classifiers should count, so that their mixture gives honest probabilities.

    Args:
        opinions: for each classifier the log-probabilities of rows that it was not trained on.
    """
    stacked = np.stack(opinions)
    rows = np.arange(len(labels))

    def loss(shares: np.ndarray) -> float:
        mixed = log_chances(np.tensordot(shares, stacked, 1))
        return float(-mixed[rows, labels].mean())

    start = np.full(len(opinions), 1 / len(opinions))
    return np.asarray(minimize(loss, start, method="L-BFGS-B", bounds=[(0, 3)] * len(opinions)).x)
