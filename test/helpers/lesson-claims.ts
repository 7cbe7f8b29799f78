// What the prose of a lesson says about its own results, as patterns that its output must match.
// A lesson that is not here makes no such claims, or checks them itself.

/** The file's name without `.ipynb`, and what its printed output has to hold. */
export const LESSON_CLAIMS: Record<string, RegExp[]> = {
  '05-words-to-tokens': [
    /밥 = letters 7, 0 and 17 of their lists = ㅂㅏㅂ/,
    /folded: +the us army told us in may that the polish king may polish it\./,
    /with acronyms: +the US army told us/,
    /책 alone: 0 times/,
    /to be or not to be +→ +\(nothing\)/,
    /running +run\nruns +run\nran +ran\nrunner +runner\ncats +cat\ncat +cat/,
    /universe university universal +univers univers univers/,
    /running +running +run \(v\).*\ncats +cat +cat \(n\).*\nate +ate +eat \(v\) +at\n/,
    /flying +flying +fly \(v\).*\nbetter +better +good \(a\)/,
    /us → u, was → wa, .*\nas verbs: found → find, left → leave/,
    /117791 definitions/,
    /1323297 words, 57662 different\nseen once: 22988/,
    /the first 100 words: 44\.8 %/,
    /slope -0\.87/,
    /n\+g {2}i\+ng {2}s\+ing .*\nthe same as ours: true/,
    /(same: .*\n){5}/,
    /257: 6\.05 +512: 2\.91 .* 16384: 1\.33/,
    /12 pieces: here is the sentence i want em ##bed ##ding ##s for \.\nand "rice": \[UNK\]/,
    /here is the sentence i want emb ##ed ##ding ##s for \.\n.*\n\[UNK\] \[UNK\]/,
    /back +is it rice\? it is bread\./,
  ],
  '06-word-embeddings': [
    /ids: +0 Troll 2, 1 is, 2 great!, 3 Gymkata/,
    /16 slopes, largest difference to tfjs: \d\.\de-(8|9)/,
    /slopes of "great!" as input: 0, 0/,
    /Troll 2 and Gymkata, after +0\.23 +0\.998/,
    /nearest to each other: 200 of 200\ncosine: lowest 0\.9\d+, median 0\.99/,
    /equal: true/,
    // By hand, with Linear and with Embedding: the same three times.
    /Troll 2 +(\S+ {2}\S+) +\1 +\1\n/,
    /Gymkata +(\S+ {2}\S+) +\1 +\1/,
    /nothing known +5\.73 +309\nfrequencies known +5\.09/,
    /2 numbers a word +4\.5\d.*\n.* 5 numbers a word +3\.9.*\n.* 20 numbers a word +3\.2/,
    /5 numbers: 56 of 56 words\n20 numbers: 56 of 56 words\nby chance about 9/,
    /walked +.*yesterday, .*tomorrow|walked +.*tomorrow, .*yesterday/,
    /"emperor" is not one of the 309 tokens/,
    /cosine of the films: 0\.99/,
    /after "is": great! 0\.50, awful! 0\.50/,
  ],
};
