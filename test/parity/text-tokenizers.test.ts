// lib/text's tokenizers against Python's `tokenizers`, run beside them on real text: WikiText-2 and
// the Korean and English of Tatoeba.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  ByteLevelBPE,
  loadBPEFiles,
  loadTokenizer,
  loadVocabTxt,
  saveBPEFiles,
  saveTokenizer,
  saveVocabTxt,
  type Tokenizer,
  WordPiece,
} from '../../lib/text';
import { testData } from '../helpers/datasets';
import { python } from '../helpers/python';

const tatoeba = testData('tatoeba-kor-eng');
const wikitext = testData('wikitext-2');
const skip = tatoeba.skip || wikitext.skip;
const LINES = 10_000;
// What real text has little of.
const ODD = [
  '',
  ' ',
  '  two  spaces \n\n\t tab\r\nline  ',
  "I'll we've don't CAN'T it's 'quoted' they’re",
  '😀 👨‍👩‍👧 🇰🇷 e\u0301 é İstanbul ǅ ß ΣΑΣ ﬁ Ⅷ ½ ² ٣',
  '한글'.normalize('NFD'),
  'ㅋㅋㅋ ㅠㅠ GPT는 漢字와 한글을 カタカナ 섞어 쓴다。',
  'nul\u0000 bell\u0007 zwj\u200d nbsp\u00a0 nel\u0085 bom\ufeff rep\ufffd shy\u00ad ls\u2028',
  'text <|endoftext|> more [MASK] [CLS][SEP]x [mask]',
  `${'a'.repeat(100)} ${'b'.repeat(101)} ${'가'.repeat(300)}`,
  '$1,000.00 + x_y = z^2 `code` ~ «a» … — „x“ ¿que? ；，。',
];

let folder = '';
let lines: string[] = [];
const file = (name: string) => path.join(folder, name);
const jsonLines = (name: string): unknown[] =>
  readFileSync(file(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

// One run: trains both kinds, encodes every line, writes all that the tests compare.
const REFERENCE = `
import json, sys, os
os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer, models, trainers, pre_tokenizers, decoders, normalizers, processors
os.chdir(sys.argv[1])
lines = json.load(open("lines.json", encoding="utf-8"))
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
def bpe(vocab_size, trim=False, prefix=False):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=trim, add_prefix_space=prefix)
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, min_frequency=2, show_progress=False,
        special_tokens=["<|endoftext|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    t.train_from_iterator(lines, trainer)
    return t
def wordpiece(vocab_size, lowercase):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    t.train_from_iterator(lines, trainers.WordPieceTrainer(vocab_size=vocab_size, min_frequency=2,
        show_progress=False, special_tokens=SPECIAL))
    t.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1",
        [("[CLS]", 2), ("[SEP]", 3)])
    return t
def units(text, offsets):
    at = [0]
    for c in text: at.append(at[-1] + (2 if ord(c) > 0xffff else 1))
    return [[at[a], at[b]] for a, b in offsets]
def write(name, t):
    t.save(name + ".json")
    with open(name + ".lines", "w", encoding="utf-8") as out:
        for line, e in zip(lines, t.encode_batch(lines)):
            json.dump({"ids": e.ids, "offsets": units(line, e.offsets), "text": t.decode(e.ids)}, out)
            out.write("\\n")
        e = t.encode(lines[0], lines[1])
        json.dump({"ids": e.ids, "types": e.type_ids}, out)
trained = bpe(4000)
write("bpe", trained)
trained.model.save(".", "bpe")
trained.post_processor = processors.ByteLevel(trim_offsets=True, add_prefix_space=True)
trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
write("bpe-prefix", trained)
write("uncased", wordpiece(3000, True))
write("cased", wordpiece(3000, False))
`;

describe('the same ids as tokenizers', { skip }, () => {
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tokenizers-'));
    const pairs = readFileSync(path.join(tatoeba.folder, 'kor.txt'), 'utf8').split('\n');
    const korean = pairs.flatMap((line) => line.split('\t').slice(0, 2));
    const wiki = readFileSync(path.join(wikitext.folder, 'wiki.valid.tokens'), 'utf8').split('\n');
    const more = readFileSync(path.join(wikitext.folder, 'wiki.test.tokens'), 'utf8').split('\n');
    // A paragraph's first sentences are enough.
    const prose = [...wiki, ...more].flatMap((line) => line.split(' . ').slice(0, 3));
    const real = [...korean, ...prose].filter((line) => line.trim() !== '');
    assert.ok(real.length >= LINES, `there are only ${real.length} lines`);
    lines = [...ODD, ...real.slice(0, LINES)];
    writeFileSync(file('lines.json'), JSON.stringify(lines));
    python(REFERENCE, [folder]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function compare(tokenizer: Tokenizer, name: string): void {
    const wanted = jsonLines(`${name}.lines`) as {
      ids: number[];
      offsets: [number, number][];
      text: string;
      types: number[];
    }[];
    assert.equal(wanted.length, lines.length + 1);
    for (const [i, line] of lines.entries()) {
      const encoding = tokenizer.encode(line);
      assert.deepEqual(encoding.ids, wanted[i].ids, `ids of line ${i}: ${line}`);
      assert.deepEqual(encoding.offsets, wanted[i].offsets, `places of line ${i}: ${line}`);
      assert.equal(tokenizer.decode(encoding.ids), wanted[i].text, `text of line ${i}`);
    }
    const pair = tokenizer.encode(lines[0], { pair: lines[1] });
    assert.deepEqual(
      [pair.ids, pair.typeIds],
      [wanted[lines.length].ids, wanted[lines.length].types],
    );
  }

  for (const name of ['bpe', 'bpe-prefix', 'uncased', 'cased']) {
    test(`${name}: ids, places and text of 10,000 lines`, async () => {
      compare(await loadTokenizer(file(`${name}.json`)), name);
    });
  }

  test('the byte-level trainer finds the same tokens and merges', () => {
    const ours = ByteLevelBPE.train(lines, { vocabSize: 4000 });
    const theirs = JSON.parse(readFileSync(file('bpe.json'), 'utf8')).model;
    assert.deepEqual(ours.merges, theirs.merges);
    assert.deepEqual(Object.fromEntries(ours.vocab), theirs.vocab);
  });

  test('vocab.json and merges.txt, theirs and ours', async () => {
    const theirs = JSON.parse(readFileSync(file('bpe.json'), 'utf8')).model;
    writeFileSync(file('vocab.json'), readFileSync(file('bpe-vocab.json')));
    writeFileSync(file('merges.txt'), readFileSync(file('bpe-merges.txt')));
    const read = await loadBPEFiles(folder);
    assert.deepEqual(read.merges, theirs.merges);
    compare(read, 'bpe');
    await saveBPEFiles(read, file('ours'));
    const merges = python(
      'import sys; from tokenizers.models import BPE; v, m = BPE.read_file(*sys.argv[1:]);' +
        'import json; print(json.dumps([v, m]))',
      [file('ours/vocab.json'), file('ours/merges.txt')],
    );
    assert.deepEqual(JSON.parse(merges), [theirs.vocab, theirs.merges]);
  });

  test('what we write, tokenizers reads: the same ids there', async () => {
    const bpe = ByteLevelBPE.train(lines.slice(0, 500), { vocabSize: 600 });
    const wordPiece = WordPiece.train(lines.slice(0, 500), { vocabSize: 1500 });
    await saveTokenizer(bpe, file('our-bpe.json'));
    await saveTokenizer(wordPiece, file('our-wordpiece.json'));
    await saveVocabTxt(wordPiece, file('vocab.txt'));
    const ids = JSON.parse(
      python(
        'import sys, json; from tokenizers import Tokenizer\n' +
          'lines = json.load(open(sys.argv[1], encoding="utf-8"))[:1000]\n' +
          'print(json.dumps([[e.ids for e in Tokenizer.from_file(f).encode_batch(lines)] for f in sys.argv[2:]]))',
        [file('lines.json'), file('our-bpe.json'), file('our-wordpiece.json')],
      ),
    );
    const tokenizers = [bpe, wordPiece];
    for (const [i, tokenizer] of tokenizers.entries()) {
      assert.deepEqual(
        lines.slice(0, 1000).map((line) => tokenizer.encode(line).ids),
        ids[i],
      );
    }
    const txt = await loadVocabTxt(file('vocab.txt'));
    assert.deepEqual(
      lines.slice(0, 1000).map((line) => txt.encode(line).ids),
      ids[1],
    );
    const again = await loadTokenizer(file('our-bpe.json'));
    assert.deepEqual(JSON.stringify(again), JSON.stringify(bpe));
  });
});

test("WordPiece's trainer joins the same pieces where no two pairs are equally frequent", () => {
  // With equal counts tokenizers chooses by ids that change from run to run, so real text, which
  // is full of them, gives it another vocabulary each time.
  const counts = { hug: 10, pug: 6, pun: 12, bun: 4, hugs: 5 };
  const text = Object.entries(counts)
    .flatMap(([word, count]) => Array(count).fill(word))
    .join(' ');
  const theirs = JSON.parse(
    python(
      `import sys, json
from tokenizers import Tokenizer, models, trainers, pre_tokenizers
t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
t.train_from_iterator([sys.argv[1]], trainers.WordPieceTrainer(vocab_size=100, min_frequency=2,
    show_progress=False, special_tokens=["[UNK]"]))
print(json.dumps([k for k, _ in sorted(t.get_vocab().items(), key=lambda x: x[1])]))`,
      [text],
    ),
  ) as string[];
  const ours = [
    ...WordPiece.train([text], { vocabSize: 100, specialTokens: ['[UNK]'] }).vocab.keys(),
  ];
  const joined = (tokens: string[]) =>
    tokens.slice(1).filter((t) => t.replace('##', '').length > 1);
  assert.deepEqual(joined(ours), ['##ug', '##un', 'hug', 'pun', 'pug', 'hugs', 'bun']);
  assert.deepEqual(joined(ours), joined(theirs));
  assert.deepEqual([...ours].sort(), [...theirs].sort());
});
