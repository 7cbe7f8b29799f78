import type { Random } from '../lib/random';
import type { Analogy, AnalogySection } from './analogies';
import { ANIMALS, GENDERS, NATIONS, ROLES, SUBJECTS, VERBS } from './corpus-words';

export interface CorpusOptions {
  /** Number of sentences. Default 20,000. */
  sentences?: number;
  /** Draws the sentences. */
  random: Random;
}

/** Draws one sentence: words between single spaces, capitals for names only. */
type Pattern = (random: Random) => string;

const people: Pattern = (random) => {
  const gender = random.choice(['male', 'female'] as const);
  const { he, his, habits } = GENDERS[gender];
  const role = random.choice(ROLES);
  const person = role[gender];
  const deed = random.choice(role.deeds).replace(/\bhis\b/g, his);
  const habit = random.choice(habits);
  return random.choice([
    `the ${person} ${deed}`,
    `the ${person} ${habit} before ${he} ${deed}`,
    `${he} is a ${person} and ${he} ${deed}`,
    `every morning the ${person} ${habit}`,
  ]);
};

const nations: Pattern = (random) => {
  const { country, capital, adjective, food, sight } = random.choice(NATIONS);
  return random.choice([
    `the capital of ${country} is ${capital}`,
    `${capital} is a large city in ${country}`,
    `people from ${country} love to eat ${food}`,
    `in ${country} they eat fresh ${food} for dinner`,
    `we had a plate of ${food} at the ${adjective} restaurant`,
    `the hungry guests ate ${food} near ${sight}`,
    `the government of ${country} protects ${sight}`,
    `tourists travel across ${country} to see ${sight}`,
    `the mayor of ${capital} sent a postcard of ${sight}`,
    `the ${adjective} minister flew home to ${country}`,
    `students in ${capital} speak ${adjective}`,
    `the cook from ${capital} ate fresh ${food}`,
  ]);
};

const animals: Pattern = (random) => {
  const { adult, young, sound, place, food } = random.choice(ANIMALS);
  return random.choice([
    `the big ${adult} ${sound} in the ${place}`,
    `the little ${young} ${sound} in the ${place}`,
    `the keeper gave the big ${adult} some ${food}`,
    `the keeper gave the little ${young} some ${food}`,
    `the newborn ${young} drank milk near the ${place}`,
    `the strong old ${adult} guarded the ${place}`,
    `the ${young} follows the ${adult} to the ${place}`,
  ]);
};

const tenses: Pattern = (random) => {
  const { base, past, ing, ends } = random.choice(VERBS);
  const end = random.choice(ends);
  const subject = random.choice(SUBJECTS);
  return random.choice([
    `tomorrow ${subject} will ${base} ${end}`,
    `${subject} wants to ${base} ${end} next week`,
    `yesterday ${subject} ${past} ${end}`,
    `last week ${subject} ${past} ${end}`,
    `${subject} is ${ing} ${end} right now`,
    `at the moment ${subject} is ${ing} ${end}`,
  ]);
};

/** Nations come twice: they are many, with many words each. */
const PATTERNS: readonly Pattern[] = [people, nations, nations, animals, tenses];

/**
 * A small English corpus with structure that word vectors can find in seconds: men and
 * women in six places of society; twelve countries with their capitals, languages,
 * food and sights; animals and their young; verbs in three forms. 309 words; every
 * sentence is drawn from a few patterns, so real text is far harder.
 *
 * What can be learned from it, with gensim 4.4 (50 dimensions, its defaults else), 20,000
 * sentences, five corpora by four models: king − man + woman = queen and
 * sushi + Germany − Japan = bratwurst in 20 of 20, by CBOW and by skip-gram. Of the 530
 * questions of {@link corpusAnalogies}, at worst: CBOW 97.5 %, skip-gram 100 %, in half
 * a second and a second of one core. It takes the analogy: the word nearest to c alone
 * is the answer to 2 to 10 % of the questions (three models of each kind).
 *
 * @returns sentences of words with single spaces between them, capitals in names only
 * @throws RangeError unless `sentences` is a whole number, 0 or more
 *
 * @example
 * const corpus = generateCorpus({ random: new Random(1) });
 * const sentences = corpus.map((sentence) => sentence.split(' '));
 */
export function generateCorpus({ sentences = 20_000, random }: CorpusOptions): string[] {
  if (!Number.isInteger(sentences) || sentences < 0) {
    throw new RangeError(`generateCorpus: sentences is ${sentences}, wanted 0 or more`);
  }
  return Array.from({ length: sentences }, () => random.choice(PATTERNS)(random));
}

/**
 * The questions that the corpus holds answers to, in the sections and with the words of
 * {@link generateCorpus}: every pair of a grid against every other.
 */
export function corpusAnalogies(): AnalogySection[] {
  return [
    grid(
      'gender',
      ROLES.map(({ male, female }) => [male, female]),
    ),
    grid(
      'capital',
      NATIONS.map(({ country, capital }) => [country, capital]),
    ),
    grid(
      'food',
      NATIONS.map(({ country, food }) => [country, food]),
    ),
    grid(
      'young',
      ANIMALS.map(({ adult, young }) => [adult, young]),
    ),
    grid(
      'past',
      VERBS.map(({ base, past }) => [base, past]),
    ),
    grid(
      'participle',
      VERBS.map(({ base, ing }) => [base, ing]),
    ),
  ];
}

/** Asks of all pairs (a, b) and (c, d): a is to b as c is to what? */
function grid(name: string, rows: readonly (readonly [string, string])[]): AnalogySection {
  const questions = rows.flatMap(([a, b]) =>
    rows.flatMap(([c, d]): Analogy[] => (a === c ? [] : [[a, b, c, d]])),
  );
  return { name, questions };
}
