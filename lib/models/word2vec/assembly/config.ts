// AssemblyScript. Where things lie: the same numbers stand in ../memory.ts.

/** The settings of a model, 32 bits each, at an address that every call is given. */
export const VECTORS = 0; // (V, stride): the input vectors
export const NEGATIVE_WEIGHTS = 4; // (V, stride): the output vectors of negative sampling
export const INNER_WEIGHTS = 8; // (V − 1, stride): the inner nodes of hierarchical softmax
export const STRIDE = 12; // bytes from one row to the next
export const EXP_TABLE = 16; // 1000 values of the logistic function over (−6, 6)
export const LOG_TABLE = 20; // their logarithms
export const CUMULATIVE = 24; // (V): the noise distribution, cumulative, up to 2^31 − 1
export const CUMULATIVE_INDEX = 28; // where to begin to look in it
export const CUMULATIVE_SHIFT = 32;
export const KEEP = 36; // (V): a word stays when 32 random bits are at most this
export const CODE_START = 40; // (V + 1): where a word's Huffman code begins
export const CODES = 44; // bits, one a byte
export const POINTS = 48; // the inner node of each bit
export const WINDOW = 52;
export const SHRINK = 56;
export const NEGATIVE = 60;
export const SKIP_GRAM = 64;
export const CBOW_MEAN = 68;
export const SHARED = 72;
export const SUBSAMPLE = 76;
export const HIERARCHICAL = 80;

/** One thread's own memory. */
export const INPUT = 0; // a row: the mean of the context
export const WORK = 4; // a row: the gradient of the input
export const ZERO = 8; // a row of zeros
export const PADDING = 12; // a row that stands where a group has no target
export const TARGETS = 16; // addresses of the target rows of one prediction
export const LABELS = 20; // 1 or 0 for each
export const SLOPES = 24; // 12 floats: (label − σ(x · target)) · α
export const KEPT = 28; // addresses of the rows of the words that stay
export const WORDS = 32; // their indices
export const WINDOWS = 36; // the reduced window of each
export const ENDS = 40; // where each sentence ends

/** A job: what to train on, and what came of it. */
export const SEED = 0; // 64 bits: the state of the random stream
export const LOSS = 8; // 64-bit float, out: summed −log σ
export const PAIRS = 16; // 64-bit float, out: predictions made
export const IDS = 64; // words; −1 ends a sentence
