// GloVe in C with 32-bit floats, for bench.ts: the counts and the fit with the same data in memory as
// ours and the same arithmetic. Compiled with -O3 -march=native -ffast-math -pthread, so that 1/sqrt
// becomes the processor's approximation with one Newton step, eight or sixteen numbers at a time.
//
// It reads a file of 32-bit numbers of words (-1 ends a sentence), then commands from standard input,
// and answers each with a line: seconds, seconds of all cores together, and what came of it.
//   count THREADS            → …, pairs, sum
//   fit THREADS EPOCHS TILES → …, loss of the last epoch. TILES is 0 for the order of the authors'
//                              tool (all pairs shuffled; threads without locks, Hogwild), or the
//                              number of blocks of ours.

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { uint32_t row, column; float log, weight; } Entry;
typedef struct { uint32_t start, length; } Row;

static int32_t *ids;
static uint32_t length, words;
static int window, size;

static uint32_t *positions, *starts, *columns;
static float *values;
static Row *rows;
static uint32_t next_segment, next_row, segment;
static uint64_t pool, most;

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double wall, cores;
static void start_clocks(void) {
  wall = now(CLOCK_MONOTONIC);
  cores = now(CLOCK_PROCESS_CPUTIME_ID);
}
static void print_times(void) {
  wall = now(CLOCK_MONOTONIC) - wall;
  cores = now(CLOCK_PROCESS_CPUTIME_ID) - cores;
  printf("%.6f %.6f ", wall, cores);
}

static uint64_t state = 88172645463325252ull;
static uint32_t below(uint32_t n) { // xorshift64, scaled
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(((state >> 32) * n) >> 32);
}

typedef struct { int number, threads; uint32_t *histogram; uint32_t from, to; double loss; } Job;

static void run(void *(*work)(void *), Job *jobs, int threads) {
  pthread_t handles[64];
  for (int t = 1; t < threads; t++) pthread_create(&handles[t], NULL, work, &jobs[t]);
  work(&jobs[0]);
  for (int t = 1; t < threads; t++) pthread_join(handles[t], NULL);
}

static void *histogram(void *argument) {
  Job *job = argument;
  memset(job->histogram, 0, 4 * (size_t)words);
  for (uint32_t p = job->from; p < job->to; p++) if (ids[p] >= 0) job->histogram[ids[p]]++;
  return NULL;
}

static void *scatter(void *argument) {
  Job *job = argument;
  for (uint32_t p = job->from; p < job->to; p++) {
    if (ids[p] >= 0) positions[job->histogram[ids[p]]++] = p;
  }
  return NULL;
}

static inline uint32_t add(float *restrict sums, uint32_t *restrict touched, uint32_t count,
                           const float *restrict shares, const int32_t *restrict at, int step) {
  for (int d = 1; d <= window; d++) {
    at += step;
    int32_t other = *at;
    if (other < 0) break;
    float sum = sums[other];
    touched[count] = other;
    count += sum == 0;
    sums[other] = sum + shares[d];
  }
  return count;
}

static void *count_rows(void *argument) {
  (void)argument;
  float *restrict sums = calloc(words, 4);
  uint32_t *restrict touched = malloc(4 * ((size_t)words + 1));
  float shares[256];
  for (int d = 1; d <= window; d++) shares[d] = 1.0f / d;
  uint32_t at = 0, end = 0;
  for (;;) {
    uint32_t first = __atomic_fetch_add(&next_row, 16, __ATOMIC_RELAXED);
    if (first >= words) break;
    uint32_t last = first + 16 < words ? first + 16 : words;
    for (uint32_t word = first; word < last; word++) {
      uint32_t count = 0;
      for (uint32_t i = starts[word]; i < starts[word + 1]; i++) {
        count = add(sums, touched, count, shares, ids + positions[i], -1);
        count = add(sums, touched, count, shares, ids + positions[i], 1);
      }
      if (at + count > end) {
        at = __atomic_fetch_add(&next_segment, 1, __ATOMIC_RELAXED) * segment;
        end = at + segment;
        if (end > pool) { fprintf(stderr, "the pool is full\n"); exit(1); }
      }
      for (uint32_t i = 0; i < count; i++) {
        columns[at + i] = touched[i];
        values[at + i] = sums[touched[i]];
        sums[touched[i]] = 0;
      }
      rows[word] = (Row){at, count};
      at += count;
    }
  }
  free(sums);
  free(touched);
  return NULL;
}

static void forget_counts(void) {
  free(positions), free(starts), free(rows), free(columns), free(values);
}

static void count(int threads) {
  forget_counts(); // fresh memory each time
  positions = malloc(4 * (size_t)length);
  starts = malloc(4 * ((size_t)words + 1));
  rows = malloc(sizeof(Row) * words);
  columns = malloc(4 * pool);
  values = malloc(4 * pool);
  Job jobs[64];
  for (int t = 0; t < threads; t++) {
    jobs[t] = (Job){t, threads, malloc(4 * (size_t)words), (uint64_t)length * t / threads,
                    (uint64_t)length * (t + 1) / threads, 0};
  }
  run(histogram, jobs, threads);
  uint32_t total = 0;
  for (uint32_t word = 0; word < words; word++) {
    starts[word] = total;
    for (int t = 0; t < threads; t++) {
      uint32_t n = jobs[t].histogram[word];
      jobs[t].histogram[word] = total;
      total += n;
    }
  }
  starts[words] = total;
  run(scatter, jobs, threads);
  next_row = next_segment = 0;
  run(count_rows, jobs, threads);
  for (int t = 0; t < threads; t++) free(jobs[t].histogram);
}

static Entry *entries;
static float *word_rows, *context_rows;
static int half; // floats in a row's first half: D, a bias, a 1 and zeros; then as many of AdaGrad

static inline float product(const float *restrict w, const float *restrict c, int n) {
  float sum = 0;
  for (int i = 0; i < n; i++) sum += w[i] * c[i];
  return sum;
}

static inline __attribute__((always_inline)) void move(
    float *restrict w, float *restrict c, float *restrict gw, float *restrict gc, int n, float g,
    int clips, float clip) {
  for (int i = 0; i < n; i++) {
    float tw = g * c[i], tc = g * w[i];
    if (clips) {
      tw = fminf(fmaxf(tw, -clip), clip);
      tc = fminf(fmaxf(tc, -clip), clip);
    }
    w[i] -= tw * (1 / sqrtf(gw[i]));
    c[i] -= tc * (1 / sqrtf(gc[i]));
    gw[i] += tw * tw;
    gc[i] += tc * tc;
  }
}

static double step(const Entry *e, float rate, float clip) {
  float *w = __builtin_assume_aligned(word_rows + (size_t)e->row * 2 * half, 32);
  float *c = __builtin_assume_aligned(context_rows + (size_t)e->column * 2 * half, 32);
  int n = half & ~7;
  float difference = product(w, c, n) - e->log;
  float weighted = difference * e->weight;
  float g = weighted * rate;
  if (fabsf(g) * 100 <= clip) move(w, c, w + half, c + half, n, g, 0, clip);
  else move(w, c, w + half, c + half, n, g, 1, clip);
  return 0.5 * weighted * difference;
}

static void *fit_part(void *argument) {
  Job *job = argument;
  double loss = 0;
  for (uint32_t e = job->from; e < job->to; e++) loss += step(&entries[e], 0.05f, 100);
  job->loss += loss;
  return NULL;
}

static void shuffle(uint32_t from, uint32_t to) {
  for (uint32_t i = to - 1; to > from && i > from; i--) {
    uint32_t j = from + below(i - from + 1);
    Entry kept = entries[i];
    entries[i] = entries[j];
    entries[j] = kept;
  }
}

/** Entries in the order of the fit; returns where each tile begins. */
static uint32_t *arrange(uint32_t tiles, uint32_t *pairs) {
  uint32_t blocks = tiles ? tiles : 1;
  uint32_t *begin = calloc((size_t)blocks * blocks + 1, 4);
  for (uint32_t row = 0; row < words; row++) {
    for (uint32_t i = rows[row].start; i < rows[row].start + rows[row].length; i++) {
      begin[(columns[i] % blocks + blocks - row % blocks) % blocks * blocks + row % blocks + 1]++;
    }
  }
  for (uint32_t t = 0; t < blocks * blocks; t++) begin[t + 1] += begin[t];
  *pairs = begin[blocks * blocks];
  uint32_t *next = malloc(4 * (size_t)blocks * blocks);
  memcpy(next, begin, 4 * (size_t)blocks * blocks);
  for (uint32_t row = 0; row < words; row++) {
    for (uint32_t i = rows[row].start; i < rows[row].start + rows[row].length; i++) {
      uint32_t t = (columns[i] % blocks + blocks - row % blocks) % blocks * blocks + row % blocks;
      float log = logf(values[i]);
      float weight = values[i] < 100 ? expf(0.75f * (log - logf(100))) : 1;
      entries[next[t]++] = (Entry){row, columns[i], log, weight};
    }
  }
  free(next);
  for (uint32_t t = 0; t < blocks * blocks; t++) shuffle(begin[t], begin[t + 1]);
  return begin;
}

static void first_rows(float *to, int bias) {
  for (uint32_t row = 0; row < words; row++, to += 2 * half) {
    for (int i = 0; i < half; i++) {
      int moves = i < size || i == bias;
      to[i] = moves ? (below(1 << 24) / (float)(1 << 24) - 0.5f) / size : i < size + 2;
      to[half + i] = moves ? 1 : 1e38f; // so large that a step is nothing
    }
  }
}

static double fit(int threads, int epochs, uint32_t tiles) {
  uint32_t pairs;
  entries = malloc(sizeof(Entry) * most);
  word_rows = aligned_alloc(64, (size_t)words * 8 * half);
  context_rows = aligned_alloc(64, (size_t)words * 8 * half);
  uint32_t *begin = arrange(tiles, &pairs);
  first_rows(word_rows, size);
  first_rows(context_rows, size + 1);
  Job jobs[64];
  double loss = 0;
  for (int epoch = 0; epoch < epochs; epoch++) {
    loss = 0;
    uint32_t rounds = tiles ? tiles : 1;
    for (uint32_t r = 0; r < rounds; r++) {
      uint32_t from = tiles ? begin[r * tiles] : 0, to = tiles ? begin[(r + 1) * tiles] : pairs;
      for (int t = 0; t < threads; t++) {
        jobs[t] = (Job){t, threads, NULL, from + (uint64_t)(to - from) * t / threads,
                        from + (uint64_t)(to - from) * (t + 1) / threads, 0};
      }
      run(fit_part, jobs, threads);
      for (int t = 0; t < threads; t++) loss += jobs[t].loss;
    }
  }
  free(begin), free(entries), free(word_rows), free(context_rows);
  return loss / pairs;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  words = atoi(argv[2]);
  window = atoi(argv[3]);
  size = atoi(argv[4]);
  most = strtoull(argv[5], NULL, 10); // pairs
  FILE *file = fopen(argv[1], "rb");
  if (!file || window > 255) return 2;
  fseek(file, 0, SEEK_END);
  length = ftell(file) / 4;
  rewind(file);
  ids = malloc(4 * ((size_t)length + 2));
  ids[0] = ids[length + 1] = -1;
  ids++;
  if (fread(ids, 4, length, file) != length) return 2;
  fclose(file);
  segment = words * 4 > (1 << 14) ? words * 4 : 1 << 14;
  pool = (most * 4 / 3 / segment + 4) * segment;
  half = (size + 2 + 7) / 8 * 8;
  printf("ready\n");
  fflush(stdout);
  char what[16];
  while (scanf("%15s", what) == 1) {
    int threads, epochs, tiles;
    if (scanf("%d", &threads) != 1 || threads > 64) return 2;
    if (!strcmp(what, "count")) {
      start_clocks();
      count(threads);
      print_times();
      double sum = 0;
      uint64_t pairs = 0;
      for (uint32_t row = 0; row < words; row++) {
        pairs += rows[row].length;
        for (uint32_t i = 0; i < rows[row].length; i++) sum += values[rows[row].start + i];
      }
      printf("%llu %.6g\n", (unsigned long long)pairs, sum);
    } else {
      if (scanf("%d %d", &epochs, &tiles) != 2) return 2;
      start_clocks();
      double loss = fit(threads, epochs, tiles);
      print_times();
      printf("%.9g\n", loss);
    }
    fflush(stdout);
  }
  return 0;
}
