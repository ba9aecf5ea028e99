// Calls and answers as they stand on the wire, for the OpenAPI document. A test holds them against the schemas.
const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const RESERVATION = { number: 'R261122-7K3M9QX2', amount: yuan('118000.00'), expiresAt: '2026-12-22T02:31:07.412Z' };
const HOLD = '019aa1f0-5c1f-7d10-8a55-0c4b7e2d9f63';
const CHECK = '019aa1f0-5c1e-7b52-9d0c-3f6f0e9a4b11';

const checked = {
  outcome: 'held',
  reasons: [
    {
      code: 'limit_exceeded',
      rule: 'own-limit',
      action: 'hold',
      node: 'own',
      actual: yuan('532000.00'),
      threshold: yuan('500000.00'),
      unit: 'money',
      document: null,
      clears: [{ kind: 'payment', amount: yuan('32000.00') }],
      missing: null,
      released: false,
    },
  ],
  reservation: null,
  available: yuan('118000.00'),
  hold: { id: HOLD, dueAt: '2026-11-22T10:31:07.412Z', owner: '沈瑜' },
  checkId: CHECK,
  order: 'SO-2026-0418',
  customer: 'C0123',
  shadow: false,
  remedy: { act: { kind: 'payment', amount: yuan('32000.00') } },
};

const clear = { ...checked, outcome: 'clear', reasons: [], reservation: RESERVATION, hold: null, remedy: null };

export const examples = {
  check: { input: { customer: 'C0123', order: 'SO-2026-0418', amount: yuan('150000.00'), termsDays: 60 }, output: checked },
  simulate: {
    input: { customer: 'C0123', amount: '118000.00' },
    output: {
      outcome: 'clear',
      reasons: [],
      passed: [],
      remedies: [],
      available: yuan('118000.00'),
      exposure: yuan('382000.00'),
      limit: yuan('500000.00'),
      exposureAfter: yuan('500000.00'),
      shadow: false,
    },
  },
  credit: {
    input: { customer: 'C0123', currency: 'CNY' },
    output: {
      customer: 'C0123',
      currency: 'CNY',
      mode: 'amount',
      limit: yuan('500000.00'),
      exposure: yuan('382000.00'),
      available: yuan('118000.00'),
      bound: 'own',
      frozen: false,
      overdue: yuan('0.00'),
    },
  },
  release: {
    input: { id: HOLD, reason: '客户已付清上月货款', version: 1, validDays: 7 },
    output: { state: 'released', reservation: RESERVATION },
  },
  cancel: {
    input: { order: 'SO-2026-0418', reason: '客户取消' },
    output: { state: 'cancelled', released: yuan('118000.00') },
  },
  capture: {
    input: { reservation: RESERVATION.number, amount: yuan('20000.00'), sourceKey: 'DN-2026-1187' },
    output: { outcome: 'captured', remaining: yuan('98000.00') },
  },
  report: {
    input: { order: 'SO-2026-0418', kind: 'delivery', number: 'DN-2026-1187', amount: yuan('20000.00') },
    output: {
      outcome: 'recorded',
      state: 'clear',
      captured: yuan('20000.00'),
      uncovered: yuan('0.00'),
      remaining: yuan('98000.00'),
      delivered: yuan('20000.00'),
      invoiced: yuan('0.00'),
    },
  },
  extend: { input: { reservation: RESERVATION.number, days: 14, reason: '船期推迟' }, output: { reservation: RESERVATION } },
  amend: { input: { reservation: RESERVATION.number, amount: yuan('118000.00') }, output: clear },
  'give-back': {
    input: { reservation: RESERVATION.number, reason: '余量不再发货' },
    output: { outcome: 'released', given: yuan('98000.00') },
  },
  take: { input: { id: HOLD, version: 1 }, output: { stage: 'in_review', reviewer: '沈瑜' } },
  note: { input: { id: HOLD, text: '客户说周五付清 32,000 元' }, output: { by: '陆鸣', at: '2026-11-22T02:31:07.412Z' } },
  'hold-by-hand': {
    input: { order: 'SO-2026-0418', reason: '客户正在搬厂，先核实收货地址' },
    output: { hold: HOLD, state: 'held' },
  },
  'propose-release': {
    input: { id: HOLD, reason: '长期客户，保函在途', version: 1, validDays: 7 },
    output: { case: '019aa1f0-5c20-7a31-9a10-6d2c1f0b7e55', stage: 'second_person', roles: ['approver'] },
  },
  'decide-many': {
    input: { holds: [{ id: HOLD, version: 1 }], decision: 'release', reason: '货款今日到账', validDays: 7 },
    output: { done: 1, doneAmounts: [yuan('150000.00')], kept: [] },
  },
  attach: { input: { id: HOLD }, output: { paper: '019aa1f0-5c21-7c42-8b21-7e3d2a1c8f66', name: '付款承诺.pdf', known: false } },
};
