// Words so frequent that they say little about what a text is about.

import { caseFold } from './normalize';

/** English function words: articles, pronouns, prepositions, conjunctions, auxiliaries. */
export const ENGLISH_STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those ' +
    'i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his ' +
    'himself she her hers herself it its itself they them their theirs themselves one ' +
    'who whom whose which what where when why how ' +
    'and or but nor so yet if then than because while although though unless until whether as ' +
    'of in on at by for with without about against between among into onto through during before ' +
    'after above below to from up down out off over under again further upon within toward ' +
    'am is are was were be been being do does did doing done have has had having will would shall ' +
    'should can could may might must ought ' +
    "don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't won't wouldn't can't " +
    "couldn't shouldn't mustn't i'm you're he's she's it's we're they're i've you've we've " +
    "they've i'll you'll he'll she'll we'll they'll i'd you'd he'd she'd we'd they'd that's " +
    'not no only own same too very just also here there now all any both each few more most other ' +
    'some such every either neither'
  ).split(' '),
);

/**
 * Korean words that stand alone: pronouns, conjunctive adverbs, auxiliaries, dependent nouns,
 * and the particles, for texts whose particles were cut off.
 */
export const KOREAN_STOP_WORDS: ReadonlySet<string> = new Set(
  (
    '나 저 너 우리 저희 그 그녀 그들 이 저것 그것 이것 여기 거기 저기 누구 무엇 뭐 ' +
    '나는 저는 너는 우리는 그는 그녀는 그들은 내 제 네 ' +
    '그리고 그러나 그런데 그래서 하지만 또 또는 및 즉 만약 왜냐하면 그러므로 따라서 ' +
    '은 는 이 가 을 를 의 에 에서 에게 께 한테 로 으로 와 과 하고 도 만 부터 까지 보다 처럼 이나 나 ' +
    '것 수 등 때 곳 데 바 줄 채 만큼 뿐 ' +
    '있다 있는 없다 없는 하다 하는 한 할 했다 되다 되는 된 될 이다 아니다 같은 ' +
    '더 매우 아주 너무 좀 잘 안 못 다 모두 이런 그런 저런 어떤'
  ).split(' '),
);

/**
 * The words that are not stop words, in their order. Words are compared with their case folded
 * and `’` read as `'`, so `US` counts as `us` and goes: keep it by taking the stop words out before
 * folding, and by passing a set of your own.
 */
export function removeStopWords(
  words: readonly string[],
  stopWords: ReadonlySet<string> = ENGLISH_STOP_WORDS,
): string[] {
  return words.filter((word) => !stopWords.has(caseFold(word).replace(/’/g, "'")));
}
