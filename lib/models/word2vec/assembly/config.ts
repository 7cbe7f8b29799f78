// AssemblyScript. Where things lie: ../memory.ts writes them in this order.

/** The settings of a model, 32 bits each, at an address that every call is given. */
export const VECTORS = 0; // (V, stride): the input vectors
export const NEGATIVE_WEIGHTS = 4; // (V, stride): the output vectors of negative sampling
export const INNER_WEIGHTS = 8; // (V − 1, stride): the inner nodes of hierarchical softmax
export const STRIDE = 12; // bytes from one row to the next
export const LABEL_ONE = 16; // pairs of label − σ and −ln σ over (−6, 6), for label 1
export const LABEL_ZERO = 20; // for label 0
export const LABEL_NONE = 24; // zeros, for a place without target
export const CUMULATIVE = 28; // (V): the noise distribution, cumulative, up to 2^31 − 1
export const CUMULATIVE_INDEX = 32; // where to begin to look in it
export const CUMULATIVE_SHIFT = 36;
export const KEEP = 40; // (V): a word stays when 32 random bits are at most this
export const CODE_START = 44; // (V + 1): where a word's Huffman code begins
export const CODES = 48; // bits, one a byte
export const POINTS = 52; // the inner node of each bit
export const WINDOW = 56;
export const SHRINK = 60;
export const NEGATIVE = 64;
export const SKIP_GRAM = 68;
export const CBOW_MEAN = 72;
export const SHARED = 76;
export const SUBSAMPLE = 80;
export const HIERARCHICAL = 84;

/** One thread's own memory. */
export const INPUT = 0; // a row: the mean of the context
export const WORK = 4; // a row: the step of the input
export const ZERO = 8; // a row of zeros
export const PADDING = 12; // a row that stands where a group has no target
export const SLOPES = 16; // room for 16 floats
export const KEPT = 20; // addresses of the rows of the words that stay
export const WORDS = 24; // their indices
export const WINDOWS = 28; // the reduced window of each
export const ENDS = 32; // where each sentence ends
export const ROWS = 36; // the addresses of a prediction's targets
export const TABLES = 40; // and of the tables of their labels

/** A job: what to train on, and what came of it. */
export const SEED = 0; // 64 bits: the state of the random stream
export const LOSS = 8; // 64-bit float, out: summed −ln σ
export const PAIRS = 16; // 64-bit float, out: predictions made
export const IDS = 64; // words; −1 ends a sentence
