"""Makes fixtures/glove.json: GloVe's counts and its fit, step by step in NumPy.

The counts are those of the authors' cooccur.c (a window of words on one side or both, each adding
one over its distance), the fit that of their glove.c, in double precision: one pair at a time in
the order given here, AdaGrad with gradients that hold the learning rate and are clipped.
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20240808)


def counts(sentences, size, window, symmetric):
    x = np.zeros((size, size))
    for sentence in sentences:
        for i, word in enumerate(sentence):
            for distance in range(1, window + 1):
                if i - distance < 0:
                    break
                other = sentence[i - distance]
                x[word, other] += 1 / distance
                if symmetric:
                    x[other, word] += 1 / distance
    return x


def fit(entries, words, contexts, epochs, rate, x_max, alpha, clip):
    """Rows are D numbers and a bias. Returns what they become, the squares, and the losses."""
    words, contexts = words.copy(), contexts.copy()
    squares = [np.ones_like(words), np.ones_like(contexts)]
    losses = []
    for _ in range(epochs):
        loss = 0.0
        for row, column, x in entries:
            w, c = words[row], contexts[column]
            difference = w[:-1] @ c[:-1] + w[-1] + c[-1] - np.log(x)
            weight = 1.0 if x >= x_max else (x / x_max) ** alpha
            loss += 0.5 * weight * difference**2
            slope = weight * difference * rate
            to_w = np.clip(slope * np.append(c[:-1], 1), -clip, clip)
            to_c = np.clip(slope * np.append(w[:-1], 1), -clip, clip)
            w -= to_w / np.sqrt(squares[0][row])
            c -= to_c / np.sqrt(squares[1][column])
            squares[0][row] += to_w**2
            squares[1][column] += to_c**2
        losses.append(loss / len(entries))
    return words, contexts, squares, losses


SIZE, DIMENSIONS = 14, 6
shares = 1 / np.arange(1, SIZE + 1)
sentences = [
    rng.choice(SIZE, rng.integers(1, 30), p=shares / shares.sum()).tolist() for _ in range(60)
]
windows = [
    {"window": window, "symmetric": symmetric, "counts": counts(sentences, SIZE, window, symmetric).tolist()}
    for window, symmetric in [(4, True), (15, True), (1, True), (5, False)]
]

x = counts(sentences, SIZE, 8, True).astype(np.float32).astype(float)
places = rng.permutation(np.argwhere(x > 0))
entries = [[int(row), int(column), float(x[row, column])] for row, column in places]
first = [((rng.random((SIZE, DIMENSIONS + 1)) - 0.5) / DIMENSIONS).astype(np.float32).astype(float) for _ in "wc"]
fits = []
for name, settings in [
    ("the tool's defaults", {"rate": 0.05, "x_max": 100, "alpha": 0.75, "clip": 100}),
    ("every weight 1, large steps", {"rate": 0.5, "x_max": 0.01, "alpha": 0.75, "clip": 100}),
    ("gradients that are clipped", {"rate": 0.05, "x_max": 10, "alpha": 0.5, "clip": 0.01}),
]:
    words, contexts, squares, losses = fit(entries, *first, epochs=20, **settings)
    fits.append({
        "name": name,
        **settings,
        "losses": losses,
        "words": words.ravel().tolist(),
        "contexts": contexts.ravel().tolist(),
        "wordSquares": squares[0].ravel().tolist(),
        "contextSquares": squares[1].ravel().tolist(),
    })

fixture = {
    "madeBy": f"make_glove.py, numpy {np.__version__}",
    "size": SIZE,
    "dimensions": DIMENSIONS,
    "sentences": sentences,
    "windows": windows,
    "entries": entries,
    "words": first[0].ravel().tolist(),
    "contexts": first[1].ravel().tolist(),
    "fits": fits,
}
target = Path(__file__).parent / "fixtures" / "glove.json"


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


# A part a line: short, and a change shows where it is.
lines = [f"{json.dumps(key)}: {json.dumps(rounded(value))}" for key, value in fixture.items()]
target.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
