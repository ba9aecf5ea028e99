// A link to a list must bring back exactly the same list, and a made-up link must not break it.
import { expect, it } from 'vitest';
import { listSearch, toListSearch, toListState } from './list-state.ts';

it('brings a list back from its link', () => {
  const state = { view: 'overdue', sort: { by: 'overdue', descending: true }, filters: { grade: 'BB,CCC', minOverdueDays: '1' } };
  const search = toListSearch(state);
  expect(search).toEqual({ view: 'overdue', sort: '-overdue', f_grade: 'BB,CCC', f_minOverdueDays: '1' });
  expect(toListState(listSearch(search))).toEqual(state);
});

it('drops what it does not know: foreign keys, objects, texts without end', () => {
  expect(listSearch({ view: { deep: 1 }, sort: 'x'.repeat(300), evil: '1', f_days: 30, f_empty: '' })).toEqual({ f_days: '30' });
});
