// The reader's language, which the page has as its own. Reasons and titles come from the
// server in it; text of the record that stays English is marked so where it is shown.
import { en, type Words } from './lang/en';
import { fr } from './lang/fr';
import { ru } from './lang/ru';
import { term, type Group } from './lang/terms';
import { uk } from './lang/uk';
import type { Lang, Names } from './types';

export const languages: { code: Lang; name: string }[] = [
  { code: 'en', name: 'English' }, { code: 'uk', name: 'Українська' },
  { code: 'fr', name: 'Français' }, { code: 'ru', name: 'Русский' },
];

const words: Record<Lang, Words> = { en, uk, fr, ru };
const key = 'truceline.lang';

function first(): Lang {
  const wanted = [remembered(), ...navigator.languages.map((l) => l.slice(0, 2))];
  return (wanted.find((l) => l !== null && l in words) as Lang | undefined) ?? 'en';
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden; the page works without
  }
}

class Language {
  code = $state<Lang>(first());

  /** locale is for dates and numbers: British ones in English. */
  get locale(): string {
    return this.code === 'en' ? 'en-GB' : this.code;
  }

  set(code: Lang): void {
    this.code = code;
    try {
      localStorage.setItem(key, code);
    } catch {
      // see remembered
    }
  }
}

export const language = new Language();

/** t returns a text of the page with {name} places filled in. */
export function t(name: keyof Words, fill: Record<string, string | number> = {}): string {
  let text = words[language.code][name];
  for (const [k, v] of Object.entries(fill)) text = text.replace(`{${k}}`, String(v));
  return text;
}

/** tr returns a code of the record in the reader's language. */
export const tr = (group: Group, code: string): string => term(language.code, group, code);

/** named picks a thing's name in the reader's language. */
export const named = (names: Names | null | undefined, fallback: string): string => names?.[language.code] ?? fallback;
