/**
 * The data sets that can be fetched, and what is known about their files.
 *
 * A checksum stands here only when it was computed from the file itself. Where no
 * copy of the original was at hand the entry says `unverified`: such a file is
 * judged by its size, where that is published, and by its format.
 */

/** A SHA-256 as 64 hexadecimal digits, or the plain word that nobody computed it. */
export type Checksum = string;
export const UNVERIFIED: Checksum = 'unverified';

/** A file that an archive holds and that a loader reads. */
export interface PackedFile {
  /** The file's name once unpacked. */
  name: string;
  /** Its path inside the archive. */
  member: string;
  /** Its size in bytes, where known. */
  bytes?: number;
  sha256: Checksum;
}

/** One file as the server gives it: the data itself, or an archive of it. */
export interface DatasetFile {
  /** The file's name in the cache and in a folder of one's own. */
  name: string;
  /** Other names that people have the same file under. */
  otherNames?: string[];
  /** Where it can be had; tried in this order. */
  urls: string[];
  /** Its size in bytes, where published or measured. */
  bytes?: number;
  sha256: Checksum;
  /** For a zip archive: the files in it. */
  unpacked?: PackedFile[];
}

export interface DatasetEntry {
  /** The name of its folder, in the cache and under `DATASETS`. */
  name: string;
  title: string;
  files: DatasetFile[];
  licence: string;
  /** Where it comes from. */
  source: string;
  /** How to cite it. */
  citation: string;
}

const MNIST_MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/** An IDX file of MNIST; some mirrors hand it out unpacked, or with a dot in its name. */
function mnistFile(stem: string, kind: string, bytes: number): DatasetFile {
  const name = `${stem}-${kind}-ubyte.gz`;
  return {
    name,
    otherNames: [`${stem}-${kind}-ubyte`, `${stem}.${kind}-ubyte`, `${stem}.${kind}-ubyte.gz`],
    urls: MNIST_MIRRORS.map((mirror) => mirror + name),
    bytes,
    sha256: UNVERIFIED,
  };
}

export const MNIST: DatasetEntry = {
  name: 'mnist',
  title: 'MNIST',
  files: [
    mnistFile('train-images', 'idx3', 9912422),
    mnistFile('train-labels', 'idx1', 28881),
    mnistFile('t10k-images', 'idx3', 1648877),
    mnistFile('t10k-labels', 'idx1', 4542),
  ],
  licence: 'CC BY-SA 3.0',
  source: 'http://yann.lecun.com/exdb/mnist/',
  citation:
    'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-Based Learning Applied to Document ' +
    'Recognition. Proceedings of the IEEE 86(11), 1998.',
};

export const TEXT8: DatasetEntry = {
  name: 'text8',
  title: 'text8',
  files: [
    {
      name: 'text8.zip',
      urls: ['https://mattmahoney.net/dc/text8.zip', 'http://mattmahoney.net/dc/text8.zip'],
      bytes: 31344016,
      sha256: UNVERIFIED,
      unpacked: [{ name: 'text8', member: 'text8', bytes: 100000000, sha256: UNVERIFIED }],
    },
  ],
  licence: 'text of Wikipedia (3 March 2006): GFDL, now also CC BY-SA',
  source: 'https://mattmahoney.net/dc/textdata.html',
  citation: 'M. Mahoney: About the Test Data, 2006–2011.',
};

export const WIKITEXT2: DatasetEntry = {
  name: 'wikitext-2',
  title: 'WikiText-2',
  files: [
    {
      name: 'wikitext-2-v1.zip',
      urls: [
        'https://wikitext.smerity.com/wikitext-2-v1.zip',
        'https://s3.amazonaws.com/research.metamind.io/wikitext/wikitext-2-v1.zip',
      ],
      sha256: UNVERIFIED,
      unpacked: [
        {
          name: 'wiki.train.tokens',
          member: 'wikitext-2/wiki.train.tokens',
          sha256: UNVERIFIED,
        },
        {
          name: 'wiki.valid.tokens',
          member: 'wikitext-2/wiki.valid.tokens',
          bytes: 1121681,
          sha256: 'f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8',
        },
        {
          name: 'wiki.test.tokens',
          member: 'wikitext-2/wiki.test.tokens',
          bytes: 1256449,
          sha256: 'd790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0',
        },
      ],
    },
  ],
  licence: 'CC BY-SA 3.0',
  source: 'https://wikitext.smerity.com',
  citation:
    'S. Merity, C. Xiong, J. Bradbury, R. Socher: Pointer Sentinel Mixture Models. ICLR 2017.',
};

export const ANALOGIES: DatasetEntry = {
  name: 'word2vec',
  title: 'Google’s word analogies',
  files: [
    {
      name: 'questions-words.txt',
      urls: ['https://raw.githubusercontent.com/tmikolov/word2vec/master/questions-words.txt'],
      bytes: 603955,
      sha256: '8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36',
    },
  ],
  licence: 'Apache 2.0',
  source: 'https://github.com/tmikolov/word2vec',
  citation:
    'T. Mikolov, K. Chen, G. Corrado, J. Dean: Efficient Estimation of Word Representations in ' +
    'Vector Space. ICLR Workshop 2013.',
};

export const TINY_SHAKESPEARE: DatasetEntry = {
  name: 'tinyshakespeare',
  title: 'Tiny Shakespeare',
  files: [
    {
      name: 'input.txt',
      urls: [
        'https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt',
      ],
      bytes: 1115394,
      sha256: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
    },
  ],
  licence: 'public domain',
  source: 'https://github.com/karpathy/char-rnn',
  citation: 'A. Karpathy: The Unreasonable Effectiveness of Recurrent Neural Networks, 2015.',
};

/** Every data set that can be fetched. */
export const REGISTRY: readonly DatasetEntry[] = [
  MNIST,
  TEXT8,
  WIKITEXT2,
  ANALOGIES,
  TINY_SHAKESPEARE,
];

/** A file that a loader asks for by name: itself a download, or packed in one. */
export interface WantedFile {
  /** What is downloaded. */
  download: DatasetFile;
  /** The part of it that is wanted, when the download is an archive. */
  packed?: PackedFile;
}

/**
 * Finds a file of an entry by its name.
 * @throws Error when the entry has no such file; it lists those it has
 */
export function findFile(entry: DatasetEntry, name: string): WantedFile {
  for (const download of entry.files) {
    if (download.unpacked === undefined) {
      if (download.name === name) return { download };
      continue;
    }
    const packed = download.unpacked.find((file) => file.name === name);
    if (packed) return { download, packed };
  }
  const names = entry.files.flatMap((file) => (file.unpacked ?? [file]).map((one) => one.name));
  throw new Error(`${entry.title} has no file ${name}; it has ${names.join(', ')}`);
}
