// The same first vectors, the same noise words, two epochs in several jobs: gensim's vectors.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { corpusOf } from '../../lib/models/word2vec/corpus';
import { FastForm } from '../../lib/models/word2vec/fast';
import {
  firstWeights,
  type JobResult,
  type Model,
  tablesOf,
} from '../../lib/models/word2vec/model';
import { settingsOf, type Word2VecOptions } from '../../lib/models/word2vec/options';
import { ReadableForm } from '../../lib/models/word2vec/readable';
import { learningRate, newRun } from '../../lib/models/word2vec/run-state';
import { keepThresholds } from '../../lib/models/word2vec/sampling';
import { chooseWords } from '../../lib/models/word2vec/vocabulary';
import { Random } from '../../lib/random';
import { camelCase } from './helpers/fixture';

interface Case {
  options: Record<string, number>;
  words: string[];
  seeds: number[];
  start: number[][];
  vectors: number[][];
  loss: number;
  cumulative?: number[];
  codes?: number[][];
  points?: number[][];
}

const fixture: {
  sentences: string[][];
  common: Record<string, number | boolean>;
  keep: Record<string, number[]>;
  cases: Record<string, Case>;
} = JSON.parse(readFileSync(path.join(__dirname, 'fixtures/word2vec.json'), 'utf8'));

const corpus = corpusOf(fixture.sentences);

/** gensim's options as ours. */
function settingsFor(options: Record<string, number>) {
  const { compute_loss: _, ...common } = fixture.common;
  const named = Object.entries({ ...common, ...options }).map(([k, v]) => [camelCase(k), v]);
  return settingsOf(Object.fromEntries(named) as Omit<Word2VecOptions, 'sentences'>, 1);
}

async function modelFor({ options, start }: Case) {
  const settings = settingsFor(options);
  const vocabulary = chooseWords(await corpus.count(() => {}), settings);
  const model: Model = {
    settings,
    tables: tablesOf(vocabulary.counts, settings),
    weights: firstWeights(vocabulary.words.length, settings, new Random(0)),
  };
  model.weights.vectors.set(start.flat());
  return { model, vocabulary };
}

for (const [name, wanted] of Object.entries(fixture.cases)) {
  describe(name, () => {
    test('words, tables and tree are gensim’s', async () => {
      const { model, vocabulary } = await modelFor(wanted);
      assert.deepEqual(vocabulary.words, wanted.words);
      const { cumulative, codes } = model.tables;
      if (wanted.cumulative) assert.deepEqual([...(cumulative ?? [])], wanted.cumulative);
      wanted.codes?.forEach((code, word) => {
        assert.ok(codes);
        const [from, to] = [codes.start[word], codes.start[word + 1]];
        assert.deepEqual([...codes.bits.subarray(from, to)], code);
        assert.deepEqual([...codes.nodes.subarray(from, to)], wanted.points?.[word]);
      });
    });

    for (const Form of [ReadableForm, FastForm]) {
      test(`${Form.name} gives its vectors and its loss`, async () => {
        const { model, vocabulary } = await modelFor(wanted);
        const form = new Form(model);
        const run = newRun(model.settings.epochs, new Random(0));
        const seeds = [...wanted.seeds];
        let loss = 0;
        const done = (result: JobResult) => {
          loss += result.loss;
        };
        for (; run.epoch < run.epochs; run.epoch++, run.words = 0) {
          for await (const job of corpus.jobs(vocabulary.words, model.settings.batchWords)) {
            await form.ready();
            const alpha = learningRate(run, vocabulary.corpusWords, model.settings);
            form.start(job, seeds.shift() ?? Number.NaN, alpha, done);
            run.words += job.rawWords;
          }
        }
        await form.close();
        assert.equal(seeds.length, 0, 'as many jobs as gensim');
        const vectors = wanted.vectors.flat();
        const worst = vectors.reduce(
          (most, x, i) => Math.max(most, Math.abs(x - model.weights.vectors[i])),
          0,
        );
        const moved = vectors.reduce(
          (most, x, i) => Math.max(most, Math.abs(x - wanted.start.flat()[i])),
          0,
        );
        assert.ok(moved > 0.03, `gensim's vectors moved by ${moved}`);
        assert.ok(worst < 1e-4, `the largest difference is ${worst}`);
        assert.ok(Math.abs(loss / wanted.loss - 1) < 1e-3, `${loss}, gensim has ${wanted.loss}`);
      });
    }
  });
}

test('frequent words are kept as often as by gensim', async () => {
  const counts = chooseWords(await corpus.count(() => {}), settingsFor({})).counts;
  for (const [sample, wanted] of Object.entries(fixture.keep)) {
    assert.deepEqual([...keepThresholds(counts, Number(sample))], wanted, sample);
  }
});
