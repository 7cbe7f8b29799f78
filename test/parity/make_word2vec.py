"""Writes fixtures/word2vec.json: what gensim's compiled word2vec makes of a small text.

Nothing here is random but the noise words, which come from the compiled code's own generator: its
seed for each job is kept. No subsampling and whole windows, since numpy draws for those. The
fixture holds the words in gensim's order, its tables, the first vectors, and the vectors after
training, each as a row of numbers.
"""

import json
from pathlib import Path

import gensim
import numpy as np
from gensim.models import Word2Vec
from gensim.models import word2vec as reference

assert reference.FAST_VERSION >= 0, "gensim runs its slow path in Python"

WAYS = {
    "skip-gram, negative sampling": dict(sg=1),
    "skip-gram, hierarchical softmax": dict(sg=1, hs=1, negative=0),
    "CBOW, negative sampling": dict(sg=0),
    "CBOW, hierarchical softmax": dict(sg=0, hs=1, negative=0),
    "CBOW of the sum": dict(sg=0, cbow_mean=0),
    "CBOW of the sum, hierarchical softmax": dict(sg=0, cbow_mean=0, hs=1, negative=0),
    "both": dict(sg=1, hs=1, negative=3),
}
COMMON = dict(
    vector_size=10, window=3, min_count=1, sample=0, shrink_windows=False, workers=1, alpha=0.1,
    min_alpha=0.01, seed=9, batch_words=100, compute_loss=True,
)  # fmt: skip
EPOCHS = 2


class Recorder:
    """A generator that keeps what the compiled code draws for its own: two halves for each job."""

    def __init__(self):
        self.random = np.random.RandomState(4)
        self.drawn = []

    def randint(self, low, high):
        self.drawn.append(int(self.random.randint(low, high)))
        return self.drawn[-1]

    def seeds(self):
        return [2**24 * a + b for a, b in zip(self.drawn[::2], self.drawn[1::2])]


def text():
    """Word i stands 3 + i times, so that no two words have one count."""
    random = np.random.RandomState(2)
    words = [f"w{i}" for i in range(24) for _ in range(3 + i)]
    random.shuffle(words)
    sentences = []
    while words:
        length = int(random.randint(1, 14))
        sentences.append(words[:length])
        words = words[length:]
    return sentences


def rows(matrix):
    return [[float(f"{x:.8g}") for x in row] for row in matrix]


def case(sentences, **options):
    model = Word2Vec(**COMMON, **options)
    model.build_vocab(sentences)
    model.random = Recorder()
    start = rows(model.wv.vectors)
    total = model.corpus_total_words
    # By words, not by sentences, as in the paper.
    model.train(sentences, total_words=total, epochs=EPOCHS, compute_loss=True)
    found = {
        "options": options,
        "words": model.wv.index_to_key,
        "seeds": model.random.seeds(),
        "start": start,
        "vectors": rows(model.wv.vectors),
        "loss": float(model.get_latest_training_loss()),
    }
    if model.negative:
        found["cumulative"] = [int(x) for x in model.cum_table]
    if model.hs:
        found["codes"] = [model.wv.get_vecattr(i, "code").tolist() for i in range(len(model.wv))]
        found["points"] = [model.wv.get_vecattr(i, "point").tolist() for i in range(len(model.wv))]
    return found


def thresholds(sentences):
    """How gensim thins out frequent words, for several shares."""
    found = {}
    for sample in [1e-1, 1e-2, 12]:
        model = Word2Vec(vector_size=2, min_count=1, sample=sample)
        model.build_vocab(sentences)
        kept = [int(model.wv.get_vecattr(i, "sample_int")) for i in range(len(model.wv))]
        found[str(sample)] = kept
    return found


def main():
    sentences = text()
    fixture = {
        "madeBy": f"make_word2vec.py, gensim {gensim.__version__}",
        "sentences": sentences,
        "common": {"epochs": EPOCHS, **COMMON},
        "keep": thresholds(sentences),
        "cases": {name: case(sentences, **options) for name, options in WAYS.items()},
    }
    target = Path(__file__).parent / "fixtures" / "word2vec.json"
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
