import { type GeneratedDigitsOptions, generatedDigits } from './digits';
import { type Fetched, type FetchOptions, fetchFiles } from './fetch';
import { type IdxArray, readIdx } from './idx';
import type { ImageDataset, ImageSet } from './images';
import { DatasetMissingError } from './missing';
import { MNIST } from './registry';

const SIDE = 28;
const WHERE_FROM: Record<Fetched<unknown>['origin'], string> = {
  folder: 'a folder of your own; format checked',
  cache: 'downloaded before; size and format checked, checksums not known',
  download: 'downloaded now; size and format checked, checksums not known',
};

export interface MNISTOptions extends FetchOptions {
  /**
   * What to do when MNIST is not here and does not come over the network: `'error'`
   * (the default), or `'generated'` for digits drawn by a program.
   */
  fallback?: 'error' | 'generated';
  /** How many digits to draw, and from which seed, when it comes to that. */
  generated?: GeneratedDigitsOptions;
}

/**
 * Loads MNIST, 28 × 28 pictures of handwritten digits: from `folder`, from the folder
 * that DATASETS names, from the cache, or by downloading 11.6 MB into the cache. The
 * whole set has 60,000 training and 10,000 test pictures; a folder of your own may
 * hold fewer. Print `source`, which says what it was.
 *
 * Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning
 * Applied to Document Recognition", Proceedings of the IEEE 86(11), 1998.
 *
 * @returns pictures as (N, 784) in [0, 1], labels 0 to 9, for training and for testing
 * @throws DatasetMissingError that says where to get the files and where to put them,
 *   unless there is a fallback; Error for a folder that is given but lacks files, and
 *   for files that are damaged, of another shape, or do not belong together
 *
 * @example
 * const mnist = await loadMNIST();
 * console.log(mnist.source);
 */
export async function loadMNIST(options: MNISTOptions = {}): Promise<ImageDataset> {
  const { fallback = 'error', generated, log = console.log } = options;
  const names = MNIST.files.map((file) => file.name);
  let fetched: Fetched<IdxArray>;
  try {
    fetched = await fetchFiles(MNIST, names, readPart, options);
  } catch (error) {
    if (fallback !== 'generated' || !(error instanceof DatasetMissingError)) throw error;
    if (options.download !== false) log(error.message.split('\n', 2).join('\n'));
    return generatedDigits(generated);
  }
  const [trainImages, trainLabels, testImages, testLabels] = fetched.values;
  const train = together(trainImages, trainLabels, fetched.paths[0], fetched.paths[1]);
  const test = together(testImages, testLabels, fetched.paths[2], fetched.paths[3]);
  const counts = `${grouped(train.count)} training and ${grouped(test.count)} test pictures`;
  const source = `MNIST: ${counts} from ${fetched.where} (${WHERE_FROM[fetched.origin]})`;
  return { name: 'MNIST', train, test, source };
}

/**
 * Digits to learn from, whatever there is: MNIST when it is in a folder or in the
 * cache, else pictures drawn by a program. Downloads only when `download` is true.
 * Prints `source`, which says which it was.
 *
 * @throws Error when a folder is given, or named by DATASETS, and something is wrong with it
 *
 * @example
 * const digits = await loadDigits();                     // starts at once, with or without a network
 * const real = await loadDigits({ download: true });     // fetches MNIST if it can
 */
export async function loadDigits(
  options: Omit<MNISTOptions, 'fallback'> = {},
): Promise<ImageDataset> {
  const { download = false, log = console.log } = options;
  const digits = await loadMNIST({ ...options, download, fallback: 'generated' });
  log(digits.source);
  if (digits.name !== 'MNIST' && !download) {
    log('(loadDigits({ download: true }) fetches MNIST, real handwriting, 11.6 MB.)');
  }
  return digits;
}

/** Reads one of the four files: pictures are (N, 28, 28), labels (N) with digits 0 to 9. */
async function readPart(file: string, name: string, label: string): Promise<IdxArray> {
  const array = await readIdx(file, label);
  const { shape, data } = array;
  const isImages = name.includes('images');
  const rightShape = isImages
    ? shape.length === 3 && shape[1] === SIDE && shape[2] === SIDE
    : shape.length === 1;
  if (!rightShape || !(data instanceof Uint8Array)) {
    const wanted = isImages ? `(N, ${SIDE}, ${SIDE})` : '(N)';
    const kind = data.constructor.name.replace('Array', '');
    throw new Error(
      `${label}: holds ${kind} values of shape (${shape.join(', ')}), wanted Uint8 of ${wanted}`,
    );
  }
  const wrong = isImages ? -1 : data.findIndex((digit) => digit > 9);
  if (wrong >= 0) {
    throw new Error(`${label}: label ${wrong} is ${data[wrong]}, wanted a digit from 0 to 9`);
  }
  return array;
}

/** Pictures and labels of one part as a set. */
function together(
  images: IdxArray,
  labels: IdxArray,
  imageFile: string,
  labelFile: string,
): ImageSet {
  const [count] = images.shape;
  if (labels.shape[0] !== count) {
    throw new Error(
      `${imageFile} has ${count} pictures but ${labelFile} has ${labels.shape[0]} labels: ` +
        'these files do not belong together',
    );
  }
  const pixels = images.data as Uint8Array; // (N, 28, 28)
  const brightness = new Float32Array(pixels.length); // (N, 784)
  for (let i = 0; i < pixels.length; i++) brightness[i] = pixels[i] / 255;
  return {
    count,
    rows: SIDE,
    columns: SIDE,
    images: brightness,
    labels: labels.data as Uint8Array,
  };
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
