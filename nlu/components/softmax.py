"""Multinomial logistic regression over several blocks of features, some dense and some sparse."""


import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

Block = np.ndarray | sp.csr_matrix


def fit(blocks: list[Block], labels: np.ndarray, classes: int, penalty: float, weights: np.ndarray) -> np.ndarray:
    """Return the weights, one row a feature over all blocks and the bias last, one column a class.

    Keeping the blocks apart lets the dense ones use BLAS: ten times faster than one sparse matrix of both.

    Args:
        labels: the class of each row, from 0.
        penalty: of the squared weights, beside the mean loss of a row; the bias goes free.
        weights: how much each row counts.
    """
    rows = len(labels)
    height = sum(block.shape[1] for block in blocks) + 1
    share = (weights / weights.sum()).astype(np.float32)[:, None]
    wanted = np.zeros((rows, classes), np.float32)
    wanted[np.arange(rows), labels] = 1
    turned = [block.T.tocsr() if sp.issparse(block) else block.T for block in blocks]

    def loss_and_slope(flat: np.ndarray) -> tuple[float, np.ndarray]:
        matrix = flat.reshape(height, classes).astype(np.float32)
        scores = logits(blocks, matrix)
        norm = log_sum(scores)
        loss = float((share * wanted * (norm - scores)).sum(dtype=np.float64))
        loss += 0.5 * penalty * float(np.square(matrix[:-1], dtype=np.float64).sum())
        excess = (np.exp(scores - norm) - wanted) * share
        slope = np.vstack([*(block @ excess for block in turned), excess.sum(0, keepdims=True)])
        slope[:-1] += penalty * matrix[:-1]
        return loss, slope.ravel().astype(np.float64)

    start = np.zeros(height * classes)
    options = {"maxiter": 200, "ftol": 1e-7, "gtol": 1e-6}
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


def chances(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Return probabilities, each row summing to one; a higher temperature means less sure."""
    cooled = scores / temperature
    result: np.ndarray = np.exp(cooled - log_sum(cooled))
    return result


def best_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the temperature that makes the scores of rows not trained on into honest probabilities."""
    candidates = np.geomspace(0.2, 5, 60)
    rows = np.arange(len(labels))
    losses = [-np.log(chances(scores, t)[rows, labels] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(losses))])
