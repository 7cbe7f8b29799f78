"""The other side of the race: gensim's compiled word2vec.

For each line of standard input, settings as JSON, trains a model from a tokenized file, everything
included: reading, vocabulary, training. Answers with a line of JSON, the seconds by the clock and of
the processor; the words and vectors go to the file that `save` names, outside of the time.
"""

import json
import sys
import time

import gensim
import numpy
from gensim.models import Word2Vec, word2vec

# 0 and 1: dot products by BLAS (two kinds of its results); 2: without BLAS; -1: slow Python.
assert 0 <= word2vec.FAST_VERSION < 2, f"gensim without BLAS: FAST_VERSION {word2vec.FAST_VERSION}"
print(
    json.dumps(
        {
            "gensim": gensim.__version__,
            "numpy": numpy.__version__,
            "fastVersion": word2vec.FAST_VERSION,
        }
    ),
    flush=True,
)
for line in sys.stdin:
    settings = json.loads(line)
    save = settings.pop("save", None)
    file, reader = settings.pop("file"), settings.pop("reader")
    start, cpu = time.perf_counter(), time.process_time()
    if reader == "corpus_file":
        model = Word2Vec(corpus_file=file, **settings)
    else:
        model = Word2Vec(sentences=word2vec.LineSentence(file), **settings)
    times = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    if save:
        model.wv.save_word2vec_format(save, binary=True)
    print(json.dumps({**times, "words": model.corpus_total_words}), flush=True)
