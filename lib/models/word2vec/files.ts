import { fromSafetensor, SafetensorsFile, toSafetensor, writeSafetensors } from '../../files';
import type { RandomState } from '../../random';
import type { Weights } from './model';
import type { Word2VecSettings } from './options';
import type { RunState } from './run-state';
import type { TrainedWords } from './vocabulary';

/** What is saved of a model beside its weights. */
export interface SavedModel {
  vocabulary: TrainedWords;
  settings: Word2VecSettings;
  run: RunState | undefined;
  random: RandomState;
}

/** The entry of the file's metadata that holds a {@link SavedModel}. */
const ENTRY = 'word2vec';
const VERSION = 1;

/** Writes a model, whole or not at all. */
export async function writeModel(file: string, saved: SavedModel, weights: Weights): Promise<void> {
  const { vectorSize: D } = saved.settings;
  const tensors = Object.entries(weights)
    .filter((entry): entry is [string, Float32Array] => entry[1] !== undefined)
    .map(([name, values]) => [name, toSafetensor(values, [values.length / D, D])] as const);
  const { counts, ...vocabulary } = saved.vocabulary;
  const json = { version: VERSION, ...saved, vocabulary: { ...vocabulary, counts: [...counts] } };
  await writeSafetensors(file, tensors as [string, ReturnType<typeof toSafetensor>][], {
    [ENTRY]: JSON.stringify(json),
  });
}

/**
 * Reads a model.
 * @throws Error that names the file and says what is wrong with it
 */
export async function readModel(file: string): Promise<{ saved: SavedModel; weights: Weights }> {
  const opened = await SafetensorsFile.open(file);
  try {
    const text = opened.metadata.get(ENTRY);
    if (text === undefined) throw new Error('it holds no Word2Vec model (no "word2vec" entry)');
    const { version, ...json } = JSON.parse(text);
    if (version !== VERSION) throw new Error(`it is of version ${version}, wanted ${VERSION}`);
    const saved: SavedModel = {
      ...json,
      vocabulary: { ...json.vocabulary, counts: Uint32Array.from(json.vocabulary.counts) },
    };
    const { vectorSize: D, negative, hs } = saved.settings;
    const V = saved.vocabulary.words.length;
    const matrix = async (name: string, rows: number) => {
      const tensor = await opened.read(name);
      if (tensor.shape[0] !== rows || tensor.shape[1] !== D) {
        throw new Error(`"${name}" is (${tensor.shape.join(', ')}), wanted (${rows}, ${D})`);
      }
      return fromSafetensor(tensor) as Float32Array;
    };
    const weights = {
      vectors: await matrix('vectors', V),
      outputs: negative > 0 ? await matrix('outputs', V) : undefined,
      nodes: hs ? await matrix('nodes', V - 1) : undefined,
    };
    return { saved, weights };
  } catch (error) {
    throw new Error(`Word2Vec.load: ${file}: ${(error as Error).message}`, { cause: error });
  } finally {
    await opened.close();
  }
}
