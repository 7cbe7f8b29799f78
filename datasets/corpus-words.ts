/** The words of the small corpus, in the grids in which they belong together. */

export interface Nation {
  country: string;
  capital: string;
  /** Its people and its language. */
  adjective: string;
  food: string;
  /** With its article, if it takes one. */
  sight: string;
}

export const NATIONS: readonly Nation[] = [
  'Germany Berlin German bratwurst the_Reichstag',
  'Japan Tokyo Japanese sushi Fuji',
  'Italy Rome Italian pizza the_Colosseum',
  'France Paris French baguettes the_Louvre',
  'Korea Seoul Korean kimchi Hallasan',
  'Spain Madrid Spanish paella the_Alhambra',
  'Greece Athens Greek moussaka the_Acropolis',
  'Hungary Budapest Hungarian goulash Balaton',
  'China Beijing Chinese dumplings the_Yangtze',
  'England London English crumpets the_Thames',
  'Vietnam Hanoi Vietnamese pho the_Mekong',
  'Egypt Cairo Egyptian falafel the_Nile',
].map((words) => {
  const [country, capital, adjective, food, sight] = words.split(' ');
  return { country, capital, adjective, food, sight: sight.replace('_', ' ') };
});

/** A place in society, held by a man or a woman. */
export interface Role {
  male: string;
  female: string;
  /** What such a person did, with `his` for his or her. */
  deeds: readonly string[];
}

const role = (names: string, ...deeds: string[]): Role => {
  const [male, female] = names.split(' ');
  return { male, female, deeds };
};

export const ROLES: readonly Role[] = [
  role(
    'king queen',
    'wore his golden crown in the palace',
    'sat on his throne with the golden crown',
    'ruled the kingdom from his palace',
    'ruled his people from the throne',
  ),
  role(
    'prince princess',
    'rode his white pony to the castle',
    'danced at the royal ball in the castle',
    'rode to the royal ball with his tutor',
    'listened to his tutor in the castle',
  ),
  role(
    'man woman',
    'took the bus to his office',
    'read his newspaper in the office',
    'paid for his coffee at the bank',
    'read his newspaper on the bus',
  ),
  role(
    'boy girl',
    'did his homework at school',
    'shared his toys on the playground',
    'forgot his toys at school',
    'did his homework on the playground',
  ),
  role(
    'father mother',
    'cooked soup for his children at home',
    'told his children a bedtime story',
    'rocked the baby in his arms at home',
    'told the baby a bedtime story',
  ),
  role(
    'actor actress',
    'learned his role for the theatre',
    'bowed to his audience on the stage',
    'played his role on the stage',
    'thanked the audience in the theatre',
  ),
];

/** Words that go with being a man or a woman, whatever the place in society. */
export const GENDERS = {
  male: { he: 'he', his: 'his', habits: ['trimmed his beard', 'tied his necktie'] },
  female: { he: 'she', his: 'her', habits: ['put on her earrings', 'ironed her skirt'] },
} as const;

export interface Animal {
  adult: string;
  young: string;
  sound: string;
  place: string;
  food: string;
}

export const ANIMALS: readonly Animal[] = [
  'dog puppy barked kennel bones',
  'cat kitten meowed sofa fish',
  'cow calf mooed pasture grass',
  'horse foal neighed stable hay',
  'sheep lamb bleated meadow clover',
  'pig piglet grunted mud turnips',
  'duck duckling quacked pond weeds',
  'lion cub roared savanna meat',
].map((words) => {
  const [adult, young, sound, place, food] = words.split(' ');
  return { adult, young, sound, place, food };
});

export interface Verb {
  base: string;
  past: string;
  ing: string;
  /** How the sentence goes on after it. */
  ends: readonly string[];
}

export const VERBS: readonly Verb[] = [
  'walk walked walking: along the path; through the forest',
  'swim swam swimming: across the lake; in the cold water',
  'write wrote writing: a long letter; with a fountain pen',
  'sing sang singing: an old song; in the choir',
  'paint painted painting: a picture; with a fine brush',
  'drive drove driving: a lorry; on the motorway',
  'climb climbed climbing: a steep mountain; up the rocks',
  'bake baked baking: a cake; bread in the oven',
  'play played playing: the violin; with the orchestra',
  'run ran running: a marathon; around the track',
].map((entry) => {
  const [forms, ends] = entry.split(': ');
  const [base, past, ing] = forms.split(' ');
  return { base, past, ing, ends: ends.split('; ') };
});

/** Who does what the verbs say. */
export const SUBJECTS: readonly string[] = [
  'our neighbour',
  'the teacher',
  'my friend',
  'the old doctor',
  'the student',
];
