// What travels to the server: query parameters of reads, and problems as the page gets them.
import { describe, expect, it } from 'vitest';
import { ApiProblem, queryOf } from './api.ts';

describe('the typed call', () => {
  it('writes a read’s input as query parameters and leaves out what is absent', () => {
    expect(queryOf({ asOf: '2026-11-21', grade: ['BB', 'CCC'], cursor: null, text: '' })).toBe(
      '?asOf=2026-11-21&grade=BB&grade=CCC',
    );
    expect(queryOf({ over: { minor: 123450n, currency: 'CNY' } })).toBe(
      `?over=${encodeURIComponent('{"amount":"1234.50","currency":"CNY"}')}`,
    );
    expect(queryOf(undefined)).toBe('');
  });

  it('keeps the refusal’s own words, and survives a body that is not ours', () => {
    const refused = new ApiProblem(409, { code: 'frozen', detail: 'The customer is frozen', customer: 'C0001' });
    expect(refused).toMatchObject({
      status: 409,
      code: 'frozen',
      detail: 'The customer is frozen',
      facts: { customer: 'C0001' },
    });
    expect(new ApiProblem(502, {})).toMatchObject({ code: 'http_502', fields: [] });
  });
});
