"""The other side of the race: Hugging Face's tokenizers on one thread.

Trains on the lines of a JSON file, saves into a folder, then for each line of standard input (a
tokenizer's name) encodes all lines and prints how many seconds that took, and how many ids it gave.
"""

import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers  # noqa: E402

folder = sys.argv[1]
with open(f"{folder}/lines.json", encoding="utf-8") as file:
    lines = json.load(file)
bpe = Tokenizer(models.BPE())
bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
alphabet = pre_tokenizers.ByteLevel.alphabet()
bpe.train_from_iterator(
    lines, trainers.BpeTrainer(vocab_size=8000, show_progress=False, initial_alphabet=alphabet)
)
wordpiece = Tokenizer(models.WordPiece(unk_token="[UNK]"))
wordpiece.normalizer = normalizers.BertNormalizer()
wordpiece.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
wordpiece.train_from_iterator(
    lines,
    trainers.WordPieceTrainer(vocab_size=8000, show_progress=False, special_tokens=["[UNK]"]),
)
tokenizers = {"bpe": bpe, "wordpiece": wordpiece}
for name, tokenizer in tokenizers.items():
    tokenizer.save(f"{folder}/{name}.json")
print("ready", flush=True)
for name in sys.stdin:
    encode = tokenizers[name.strip()].encode
    start = time.perf_counter()
    ids = sum(len(encode(line).ids) for line in lines)
    print(time.perf_counter() - start, ids, flush=True)
