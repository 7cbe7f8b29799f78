import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  composeHangul,
  decomposeHangul,
  endsInConsonant,
  joinSyllable,
  scriptOf,
  scriptShare,
  splitScripts,
  splitSyllable,
  withParticle,
} from '../../lib/text';

describe('Hangul', () => {
  test('every syllable comes apart and together, as Unicode has it', () => {
    for (let code = 0xac00; code <= 0xd7a3; code++) {
      const syllable = String.fromCharCode(code);
      const parts = splitSyllable(syllable);
      assert.equal(joinSyllable(parts), syllable);
      assert.equal(composeHangul(decomposeHangul(syllable)), syllable);
      // Unicode's own decomposition, its conjoining jamo numbered from U+1100, U+1161 and U+11A7.
      const [lead, vowel, tail] = [...syllable.normalize('NFD')].map((c) => c.charCodeAt(0));
      assert.equal(parts.lead, 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'[lead - 0x1100]);
      assert.equal(parts.vowel, String.fromCharCode(0x314f + vowel - 0x1161));
      assert.equal(parts.tail === '', tail === undefined);
    }
    assert.deepEqual(splitSyllable('값'), { lead: 'ㄱ', vowel: 'ㅏ', tail: 'ㅄ' });
  });

  test('words as letters and back', () => {
    assert.equal(decomposeHangul('한글 a1'), 'ㅎㅏㄴㄱㅡㄹ a1');
    assert.equal(decomposeHangul('한글'.normalize('NFD')), 'ㅎㅏㄴㄱㅡㄹ');
    assert.equal(composeHangul('ㅎㅏㄴㄱㅡㄹ a1'), '한글 a1');
    assert.equal(composeHangul('ㄱㅏㄴㅏ'), '가나', 'a consonant before a vowel begins a syllable');
    assert.equal(composeHangul('ㅋㅋ ㅠㅠ'), 'ㅋㅋ ㅠㅠ');
    const text = '나는 어제 값비싼 책을 읽었다. ㅋㅋ GPT-2! 닭이 꿇었다';
    assert.equal(composeHangul(decomposeHangul(text)), text);
  });

  test('what is no syllable is an error', () => {
    assert.throws(() => splitSyllable('ㅎ'), /came "ㅎ", wanted one of 가 to 힣/);
    assert.throws(() => splitSyllable('한글'), RangeError);
    assert.throws(() => joinSyllable({ lead: 'ㄱ', vowel: 'ㅏ', tail: 'ㄸ' }), /the tail is "ㄸ"/);
    assert.throws(() => joinSyllable({ lead: '', vowel: 'ㅏ' }), /the lead is ""/);
  });

  test('particles follow the last letter', () => {
    assert.equal(endsInConsonant('책'), true);
    assert.equal(endsInConsonant('나무'), false);
    assert.equal(endsInConsonant('책'.normalize('NFD')), true);
    assert.equal(withParticle('책', '을/를'), '책을');
    assert.equal(withParticle('나무', '은/는'), '나무는');
    assert.equal(withParticle('서울', '으로/로'), '서울로');
    assert.equal(withParticle('부산', '으로/로'), '부산으로');
    const counted = Array.from({ length: 10 }, (_, digit) => withParticle(`${digit}`, '은/는'));
    assert.equal(counted.join(' '), '0은 1은 2는 3은 4는 5는 6은 7은 8은 9는');
    assert.equal(withParticle('2027', '으로/로'), '2027로');
    assert.equal(withParticle('10', '으로/로'), '10으로');
    assert.equal(withParticle('GPT', '은/는'), 'GPT는');
    assert.throws(() => withParticle('책', '을'), /wanted such as/);
  });
});

describe('scripts', () => {
  test('of a character', () => {
    const scripts = [...'aé한ㅎ漢あЯω1 😀א'].map(scriptOf);
    assert.deepEqual(scripts, [
      'latin',
      'latin',
      'hangul',
      'hangul',
      'han',
      'kana',
      'cyrillic',
      'greek',
      'none',
      'none',
      'none',
      'other',
    ]);
    assert.equal(scriptOf('\u1112'), 'hangul', 'conjoining jamo');
  });

  test('a mixed text is cut where the script changes, and nothing is lost', () => {
    const text = '"GPT는 2018년 OpenAI가 만들었다"';
    const runs = splitScripts(text);
    assert.deepEqual(
      runs.map((run) => run.text),
      ['"GPT', '는 2018년 ', 'OpenAI', '가 만들었다"'],
    );
    assert.equal(runs.map((run) => text.slice(run.start, run.end)).join(''), text);
    assert.equal(runs[1].script, 'hangul');
  });

  test('share of letters', () => {
    assert.equal(scriptShare('ab 한글 12', 'hangul'), 0.5);
    assert.equal(scriptShare('12 !', 'latin'), 0);
  });
});
