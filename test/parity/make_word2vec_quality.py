"""Writes fixtures/word2vec-quality.json: how good gensim's vectors are on a text of clusters.

The text comes from the same numbers as bench/word2vec/clustered.ts; the measure is that of
bench/word2vec/purity.ts, the share of a word's ten nearest neighbours that are of its cluster. Five
seeds for each way, with one thread.
"""

import json
from pathlib import Path

import gensim
import numpy as np
from gensim.models import Word2Vec
from gensim.models import word2vec as reference

assert reference.FAST_VERSION >= 0, "gensim runs its slow path in Python"

TEXT = dict(clusters=30, size=20, sentences=3000, length=12, noise=50, seed=7)
WAYS = {"skip-gram": dict(sg=1, epochs=7), "CBOW": dict(sg=0, epochs=14)}
SEEDS = [1, 2, 3, 4, 5]
NEIGHBOURS = 10


def clustered_text(clusters, size, sentences, length, noise, seed):
    state = seed

    def draw(n):
        nonlocal state
        state = state * 48271 % 2147483647
        return state % n

    text = []
    for _ in range(sentences):
        topic = draw(clusters)
        sentence = []
        for _ in range(length):
            cluster = draw(clusters) if draw(100) < noise else topic
            u = draw(1000)
            sentence.append(f"c{cluster}w{size * u * u // 1000000}")
        text.append(sentence)
    return text


def purity(model):
    vectors = model.wv.get_normed_vectors()
    kinds = np.array([word[: word.index("w")] for word in model.wv.index_to_key])
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -np.inf)
    nearest = np.argsort(-similar, axis=1)[:, :NEIGHBOURS]
    return round(float((kinds[nearest] == kinds[:, None]).mean()), 6)


def main():
    text = clustered_text(**TEXT)
    ways = {}
    for name, options in WAYS.items():
        models = [
            Word2Vec(text, vector_size=100, min_count=1, workers=1, seed=seed, **options)
            for seed in SEEDS
        ]
        ways[name] = {"options": options, "gensim": [purity(model) for model in models]}
    fixture = {
        "madeBy": f"make_word2vec_quality.py, gensim {gensim.__version__}",
        "text": TEXT,
        "firstSentence": text[0],
        "lastSentence": text[-1],
        "neighbours": NEIGHBOURS,
        "seeds": SEEDS,
        "ways": ways,
    }
    target = Path(__file__).parent / "fixtures" / "word2vec-quality.json"
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
