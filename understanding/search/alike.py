"""Which of many questions ask for the same: put together by what they mean and by their telling words.

Meaning alone puts "where is the printer" beside "where is the clinic", as both ask where; the words that few of the
questions have tell them apart. The same questions in the same order always fall into the same groups.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from understanding.encoding.encoder import Matrix, encode_all
from understanding.words.telling import telling_words, weight

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
OF_WORDS = 0.5
"""What shared telling words count beside the meaning."""
OTHER_LANGUAGE = 0.3
"""A Chinese and an English question share no words. They are taken to share so much less than they mean the same."""
APART = 0.6
"""Groups that are further apart than this on average stay two. Of 2,000 phrasings of the sample's library (264 items),
seen by eye: at 0.5 most groups ask one thing, at 0.6 they are about one thing, as passports or the club; at 0.75 of
anything."""

Apart = NDArray[np.float32]


def groups(questions: Sequence[str]) -> list[int]:
    """Return for each question the number of its group, the groups numbered as they first occur.

    2,000 questions take a second or two of one core where they are new, half a second where their vectors are known.
    """
    if len(questions) < 2:
        return [0] * len(questions)
    from sklearn.cluster import AgglomerativeClustering  # takes a second to load, and most processes never need it

    clustering = AgglomerativeClustering(
        n_clusters=None, distance_threshold=APART, metric="precomputed", linkage="average"
    )
    labels = clustering.fit(_apart(questions)).labels_
    first = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return [first[label] for label in labels]


def _apart(questions: Sequence[str]) -> Apart:
    """Return how far any two questions are apart, from 0 to 1."""
    meant: Matrix = encode_all(questions)
    meaning = meant @ meant.T
    chinese = np.array([_CHINESE.search(question) is not None for question in questions])
    shared = np.where(chinese[:, None] == chinese, _shared(questions), meaning - OTHER_LANGUAGE)
    apart = np.clip(1 - (1 - OF_WORDS) * meaning - OF_WORDS * shared, 0, 1).astype(np.float32)
    np.fill_diagonal(apart, 0)
    return apart


def _shared(questions: Sequence[str]) -> Apart:
    """Return what the telling words say that any two share: the fewer questions have a word, the more it says."""
    words = [telling_words(question) for question in questions]
    having = Counter(word for of_one in words for word in of_one)
    place = {word: number for number, word in enumerate(having)}
    worth = {word: weight(word) * math.log((len(words) + 1) / (number + 0.5)) for word, number in having.items()}
    every = [word for of_one in words for word in of_one]
    held, places = np.array([worth[word] for word in every], dtype=np.float32), [place[word] for word in every]
    lengths = np.cumsum([0, *map(len, words)])
    table = csr_matrix((held, places, lengths), shape=(len(words), max(1, len(place))))
    norms = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    even = diags(1 / np.where(norms > 0, norms, 1)) @ table
    shared: Apart = (even @ even.T).toarray().astype(np.float32)
    return shared
