// Where the keyboard goes when something closes.
import { tick } from 'svelte';
import { record } from './record.svelte';

/** closePanel closes the panel and leads back to the row it was opened from. */
export async function closePanel(): Promise<void> {
  const id = record.selected;
  await record.select('');
  await tick();
  document.querySelector<HTMLElement>(`[data-incident="${id}"]`)?.focus();
}
