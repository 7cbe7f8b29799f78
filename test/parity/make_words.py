"""Makes fixtures/words.json: what gensim says of word vectors, and SciPy of correlations.

The vectors are whole numbers over 8, so that JSON holds them exactly. They have groups in them
(a word is its group's centre, a step for its role, and noise), so that analogies are right in
part.
"""

import json
import tempfile
from pathlib import Path

import gensim
import numpy as np
import scipy
from gensim.models import KeyedVectors
from scipy import stats

rng = np.random.default_rng(20240606)
GROUPS, ROLES, SIZE = 14, 5, 12


def round8(values):
    return np.round(np.asarray(values) * 8) / 8


def make_vectors():
    centres = rng.normal(0, 1.5, (GROUPS, SIZE))
    steps = rng.normal(0, 1.2, (ROLES, SIZE))
    words, rows = [], []
    for role in range(ROLES):
        for group in range(GROUPS):
            name = f"{'한국어' if group == 3 else 'g'}{group}r{role}"
            words.append(name.capitalize() if role == 1 else name)
            rows.append(centres[group] + steps[role] + rng.normal(0, 0.35, SIZE))
    words += ["G2R0", "zero"]  # another spelling of g2r0, and no direction
    rows += [rows[2] + rng.normal(0, 0.2, SIZE), np.zeros(SIZE)]
    kv = KeyedVectors(SIZE)
    kv.add_vectors(words, round8(rows).astype(np.float32))
    return kv


def questions(kv):
    lines = []
    for role in range(1, ROLES):
        lines.append(f": role {role}")
        for _ in range(60):
            a, b = rng.integers(0, GROUPS, 2)
            names = [f"{'한국어' if g == 3 else 'g'}{g}r{r}" for g, r in [(a, 0), (a, role), (b, 0), (b, role)]]
            if rng.random() < 0.05:
                names[rng.integers(4)] = "missing"
            lines.append(" ".join(names))
    return "\n".join(lines) + "\n"


def judged(kv):
    rows = []
    for _ in range(60):
        a, b = rng.choice(kv.index_to_key[:-1], 2)
        b = "missing" if rng.random() < 0.1 else b
        known = a in kv and b in kv
        score = round(float(kv.similarity(a, b) * 4 + rng.normal(5, 1.5)), 1) if known else 3.0
        rows.append([str(a), str(b), score])
    return rows


def similar(kv, positive, negative, **options):
    found = kv.most_similar(positive=positive, negative=negative, **options)
    return {"positive": positive, "negative": negative, **options, "found": found}


kv = make_vectors()
some = lambda n: [str(word) for word in rng.choice(kv.index_to_key[:-1], n, replace=False)]
asks = [similar(kv, some(rng.integers(1, 4)), some(rng.integers(0, 3)), topn=int(rng.integers(1, 12))) for _ in range(40)]
asks += [similar(kv, some(2), some(1), topn=5, restrict_vocab=int(rng.integers(6, 60))) for _ in range(10)]
weighted = [[word, float(rng.integers(-4, 9)) / 4] for word in some(3)]
asks.append({**similar(kv, [tuple(pair) for pair in weighted], [], topn=6), "positive": weighted})

lists = [some(rng.integers(3, 8)) for _ in range(30)]  # two words are equally odd
pairs = [some(2) for _ in range(30)]
file, rows = questions(kv), judged(kv)
analogies, correlations = [], []
with tempfile.TemporaryDirectory() as folder:
    questions_file, pairs_file = Path(folder, "questions.txt"), Path(folder, "pairs.tsv")
    questions_file.write_text(file, encoding="utf-8")
    pairs_file.write_text("".join(f"{a}\t{b}\t{score}\n" for a, b, score in rows), encoding="utf-8")
    for options in [{}, {"case_insensitive": False}, {"dummy4unknown": True}, {"restrict_vocab": 50}]:
        score, sections = kv.evaluate_word_analogies(str(questions_file), **options)
        analogies.append({"options": options, "score": score, "sections": sections[:-1]})
        pearson, spearman, oov = kv.evaluate_word_pairs(str(pairs_file), **options)
        correlations.append({
            "options": options,
            "pearson": [float(each) for each in pearson],
            "spearman": [float(each) for each in spearman],
            "oov": oov,
        })

numbers = []
for n, noise in [(3, 0.1), (3, 3), (4, 1), (5, 0.01), (10, 1), (30, 2), (200, 5), (1000, 30), (50, 0)]:
    x = np.round(rng.normal(size=n), 1)  # some are equal
    y = x * rng.choice([-1, 1]) + np.round(noise * rng.normal(size=n), 2)
    result = {"x": x.tolist(), "y": y.tolist()}
    for name, run in [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)]:
        result[name] = [float(each) for each in run(x, y)]
    numbers.append(result)

fixture = {
    "madeBy": f"make_words.py, gensim {gensim.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "words": kv.index_to_key,
    "vectors": kv.vectors.ravel().tolist(),
    "mostSimilar": asks,
    "doesntMatch": [{"words": words, "found": kv.doesnt_match(words)} for words in lists],
    "nSimilarity": [{"a": a, "b": b, "found": float(kv.n_similarity(a, b))} for a, b in zip(lists, lists[1:])],
    "pairs": [
        {
            "a": a,
            "b": b,
            "similarity": float(kv.similarity(a, b)),
            "closer": kv.closer_than(a, b),
            "rank": kv.rank(a, b),
        }
        for a, b in pairs
    ],
    "means": [
        {"words": words, "preNormalize": pre, "postNormalize": post,
         "found": kv.get_mean_vector(words, pre_normalize=pre, post_normalize=post).tolist()}
        for words, pre, post in [(lists[0], True, False), (lists[1], False, True), (lists[2], False, False)]
    ],
    "questions": file,
    "analogies": analogies,
    "judged": rows,
    "correlations": correlations,
    "numbers": numbers,
}
target = Path(__file__).parent / "fixtures" / "words.json"
# A part a line: short, and a change shows where it is.
lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in fixture.items()]
target.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
