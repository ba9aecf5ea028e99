// Own indicators by expression: text → a checked tree, and its value on a customer. Nothing is ever evaluated but this small language.
// Missing propagates: what is unknown makes the whole unknown, unless `first` (首个已知) or a branch not taken leaves it out.

/** What a value measures. `number` covers counts, shares and multiples: they may be compared and added; days, months and money may not be mixed. */
export type Dimension = 'number' | 'days' | 'months' | 'money' | 'condition';

export type Node =
  | { readonly kind: 'number'; readonly value: number; readonly dimension: Dimension; readonly text: string }
  | { readonly kind: 'name'; readonly key: string }
  | { readonly kind: 'unary'; readonly op: '-' | 'not'; readonly of: Node }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Node[] };

export type BinaryOp = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '=' | '<>' | 'and' | 'or';
export const FUNCTIONS = ['min', 'max', 'if', 'ratio', 'abs', 'first', 'known'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** An indicator that may be named: its key, its titles, and what it measures. */
export type Named = { readonly key: string; readonly titles: readonly string[]; readonly dimension: Dimension };

/** `at`: the character (from 0) where it went wrong; `facts` fill the sentence. */
export type Fault = { readonly code: FaultCode; readonly at: number; readonly facts: Readonly<Record<string, string | number>> };
export type FaultCode =
  | 'empty'
  | 'too_long'
  | 'too_deep'
  | 'character_unknown'
  | 'name_unknown'
  | 'function_unknown'
  | 'arguments_count'
  | 'expected'
  | 'not_finished'
  | 'units_differ'
  | 'units_cannot_multiply'
  | 'condition_expected'
  | 'value_expected'
  | 'result_condition';

export const EXPRESSION_CHARS_MAX = 500;
const DEPTH_MAX = 30;

/** Chinese words of functions and connectives beside the English ones. */
const FUNCTION_WORDS: Readonly<Record<string, FunctionName>> = {
  最小: 'min',
  最大: 'max',
  如果: 'if',
  比: 'ratio',
  绝对值: 'abs',
  首个已知: 'first',
  已知: 'known',
};
const WORD_OPS: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  and: 'and',
  or: 'or',
  not: 'not',
  且: 'and',
  并且: 'and',
  或: 'or',
  或者: 'or',
  非: 'not',
};
const ARGUMENTS: Readonly<Record<FunctionName, readonly [number, number]>> = {
  min: [2, 10],
  max: [2, 10],
  if: [3, 3],
  ratio: [2, 2],
  abs: [1, 1],
  first: [2, 5],
  known: [1, 1],
};
/** A number with a unit behind it: 30%, 60 天, 3 个月, 1000 元, 2 万元. */
const UNITS: readonly (readonly [RegExp, Dimension, number])[] = [
  [/^(?:%|％)/, 'number', 0.01],
  [/^个?月|^months?\b/i, 'months', 1],
  [/^天|^日|^days?\b/i, 'days', 1],
  [/^万元/, 'money', 10_000],
  [/^元|^yuan\b/i, 'money', 1],
];

type Token =
  | { readonly kind: 'number'; readonly value: number; readonly dimension: Dimension; readonly text: string; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly bracketed: boolean; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number };

class Wrong extends Error {
  readonly fault: Fault;
  constructor(code: FaultCode, at: number, facts: Fault['facts'] = {}) {
    super(code);
    this.fault = { code, at, facts };
  }
}

const SIGN = /^(?:<=|>=|<>|!=|==|[-+*/()<>=,])/;
const FOLDED: Readonly<Record<string, string>> = {
  '（': '(',
  '）': ')',
  '，': ',',
  '、': ',',
  '＋': '+',
  '－': '-',
  '−': '-',
  '×': '*',
  '＊': '*',
  '÷': '/',
  '／': '/',
  '＜': '<',
  '＞': '>',
  '＝': '=',
  '≤': '<=',
  '≥': '>=',
  '≠': '<>',
  '【': '[',
  '】': ']',
};

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = FOLDED[text[at]!] ?? text[at]!;
    const rest = text.slice(at);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const number = /^\d{1,15}(?:\.\d{1,9})?/.exec(rest)?.[0];
    if (number !== undefined) {
      const gap = /^\s*/.exec(rest.slice(number.length))![0].length;
      const behind = rest.slice(number.length + gap);
      const unit = UNITS.find(([pattern]) => pattern.test(behind));
      const length = unit ? number.length + gap + unit[0].exec(behind)![0].length : number.length;
      const value = unit ? Number((Number(number) * unit[2]).toPrecision(15)) : Number(number);
      found.push({ kind: 'number', value, dimension: unit?.[1] ?? 'number', text: rest.slice(0, length).trim(), at });
      at += length;
      continue;
    }
    if (char === '[') {
      const end = [...rest].findIndex((each) => each === ']' || each === '】');
      if (end < 0) throw new Wrong('expected', at, { what: ']' });
      found.push({ kind: 'word', text: [...rest].slice(1, end).join('').trim(), bracketed: true, at });
      at += [...rest].slice(0, end + 1).join('').length;
      continue;
    }
    const sign = SIGN.exec(char === text[at] ? rest : char + rest.slice(1))?.[0] ?? (char.length > 1 ? char : undefined);
    if (sign !== undefined) {
      found.push({ kind: 'sign', text: sign === '!=' ? '<>' : sign === '==' ? '=' : sign, at });
      // A folded sign of two characters (≤) stands for one of the text.
      at += char.length > 1 ? 1 : sign.length;
      continue;
    }
    const word = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(rest)?.[0];
    if (word === undefined) throw new Wrong('character_unknown', at, { character: text[at]! });
    found.push({ kind: 'word', text: word, bracketed: false, at });
    at += word.length;
  }
  return found;
}

const COMPARISONS = new Set(['<', '<=', '>', '>=', '=', '<>']);

class Parser {
  readonly #tokens: readonly Token[];
  readonly #names: ReadonlyMap<string, Named>;
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(found: readonly Token[], names: ReadonlyMap<string, Named>, end: number) {
    this.#tokens = found;
    this.#names = names;
    this.#end = end;
  }

  whole(): Node {
    const node = this.#or();
    const left = this.#tokens[this.#next];
    if (left) throw new Wrong('not_finished', left.at, { text: left.text });
    return node;
  }

  #peek(sign: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'sign' && token.text === sign;
  }

  #take(sign: string): boolean {
    const here = this.#peek(sign);
    if (here) this.#next += 1;
    return here;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new Wrong('expected', this.#tokens[this.#next]?.at ?? this.#end, { what: sign });
  }

  #word(op: 'and' | 'or' | 'not'): boolean {
    const token = this.#tokens[this.#next];
    const here = token?.kind === 'word' && !token.bracketed && WORD_OPS[token.text.toLowerCase()] === op;
    if (here) this.#next += 1;
    return here;
  }

  #or(): Node {
    let left = this.#and();
    while (this.#word('or')) left = { kind: 'binary', op: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.#word('and')) left = { kind: 'binary', op: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Node {
    return this.#word('not') ? { kind: 'unary', op: 'not', of: this.#deeper(() => this.#not()) } : this.#compared();
  }

  #compared(): Node {
    const left = this.#sum();
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'sign' || !COMPARISONS.has(token.text)) return left;
    this.#next += 1;
    return { kind: 'binary', op: token.text as BinaryOp, left, right: this.#sum() };
  }

  #sum(): Node {
    let left = this.#product();
    for (;;) {
      const op = this.#take('+') ? '+' : this.#take('-') ? '-' : null;
      if (op === null) return left;
      left = { kind: 'binary', op, left, right: this.#product() };
    }
  }

  #product(): Node {
    let left = this.#single();
    for (;;) {
      const op = this.#take('*') ? '*' : this.#take('/') ? '/' : null;
      if (op === null) return left;
      left = { kind: 'binary', op, left, right: this.#single() };
    }
  }

  #deeper(read: () => Node): Node {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new Wrong('too_deep', this.#tokens[this.#next]?.at ?? this.#end, { most: DEPTH_MAX });
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #single(): Node {
    const token = this.#tokens[this.#next];
    if (!token) throw new Wrong('expected', this.#end, { what: '…' });
    if (this.#take('-')) return { kind: 'unary', op: '-', of: this.#deeper(() => this.#single()) };
    if (this.#take('(')) {
      const inner = this.#deeper(() => this.#or());
      this.#expect(')');
      return inner;
    }
    this.#next += 1;
    if (token.kind === 'number') return { kind: 'number', value: token.value, dimension: token.dimension, text: token.text };
    if (token.kind === 'sign') throw new Wrong('expected', token.at, { what: '…' });
    if (!token.bracketed && this.#peek('(')) return this.#call(token.text, token.at);
    const named = this.#names.get(token.text) ?? this.#names.get(token.text.toLowerCase());
    if (!named) throw new Wrong('name_unknown', token.at, { name: token.text });
    return { kind: 'name', key: named.key };
  }

  #call(text: string, at: number): Node {
    const lower = text.toLowerCase();
    const name = FUNCTION_WORDS[text] ?? FUNCTIONS.find((each) => each === lower);
    if (!name) throw new Wrong('function_unknown', at, { name: text });
    this.#expect('(');
    const args: Node[] = [];
    if (!this.#peek(')')) {
      do args.push(this.#deeper(() => this.#or()));
      while (this.#take(','));
    }
    this.#expect(')');
    const [least, most] = ARGUMENTS[name];
    if (args.length < least || args.length > most) throw new Wrong('arguments_count', at, { name: text, least, most });
    return { kind: 'call', name, args };
  }
}

function same(left: Dimension, right: Dimension): Dimension {
  if (left !== right) throw new Wrong('units_differ', 0, { left, right });
  return left;
}

function noCondition(dimension: Dimension): Dimension {
  if (dimension === 'condition') throw new Wrong('value_expected', 0);
  return dimension;
}

function aCondition(dimension: Dimension): void {
  if (dimension !== 'condition') throw new Wrong('condition_expected', 0);
}

function dimensionOf(node: Node, of: (key: string) => Dimension): Dimension {
  const value = (each: Node) => noCondition(dimensionOf(each, of));
  switch (node.kind) {
    case 'number':
      return node.dimension;
    case 'name':
      return of(node.key);
    case 'unary':
      if (node.op === '-') return value(node.of);
      aCondition(dimensionOf(node.of, of));
      return 'condition';
    case 'binary':
      return binaryDimension(node, of);
    case 'call':
      return callDimension(node, of);
  }
}

function binaryDimension(node: Extract<Node, { kind: 'binary' }>, of: (key: string) => Dimension): Dimension {
  if (node.op === 'and' || node.op === 'or') {
    aCondition(dimensionOf(node.left, of));
    aCondition(dimensionOf(node.right, of));
    return 'condition';
  }
  const left = noCondition(dimensionOf(node.left, of));
  const right = noCondition(dimensionOf(node.right, of));
  switch (node.op) {
    case '+':
    case '-':
      return same(left, right);
    case '*':
      if (left !== 'number' && right !== 'number') throw new Wrong('units_cannot_multiply', 0, { left, right });
      return left === 'number' ? right : left;
    case '/':
      if (left === right) return 'number';
      if (right !== 'number') throw new Wrong('units_differ', 0, { left, right });
      return left;
    default:
      same(left, right);
      return 'condition';
  }
}

function callDimension(node: Extract<Node, { kind: 'call' }>, of: (key: string) => Dimension): Dimension {
  const found = node.args.map((each) => dimensionOf(each, of));
  if (node.name === 'known') return 'condition';
  if (node.name === 'if') {
    aCondition(found[0]!);
    return same(noCondition(found[1]!), noCondition(found[2]!));
  }
  for (const each of found) noCondition(each);
  if (node.name === 'ratio') {
    same(found[0]!, found[1]!);
    return 'number';
  }
  return found.reduce(same);
}

export type Parsed = { readonly node: Node; readonly dimension: Dimension; readonly keys: readonly string[] };

/** Text → a tree whose units agree, or the first fault. `names`: what may be named, by key and by title. */
export function parseExpression(text: string, names: readonly Named[]): Parsed | { readonly fault: Fault } {
  if (text.trim() === '') return { fault: { code: 'empty', at: 0, facts: {} } };
  if (text.length > EXPRESSION_CHARS_MAX) return { fault: { code: 'too_long', at: 0, facts: { most: EXPRESSION_CHARS_MAX } } };
  const byName = new Map<string, Named>();
  for (const each of names) for (const title of each.titles) byName.set(title, each);
  for (const each of names) byName.set(each.key, each);
  const byKey = new Map(names.map((each) => [each.key, each.dimension]));
  try {
    const node = new Parser(tokens(text), byName, text.length).whole();
    const dimension = dimensionOf(node, (key) => byKey.get(key)!);
    if (dimension === 'condition') return { fault: { code: 'result_condition', at: 0, facts: {} } };
    return { node, dimension, keys: [...new Set(keysOf(node))] };
  } catch (error) {
    if (error instanceof Wrong) return { fault: error.fault };
    throw error;
  }
}

function keysOf(node: Node): string[] {
  switch (node.kind) {
    case 'number':
      return [];
    case 'name':
      return [node.key];
    case 'unary':
      return keysOf(node.of);
    case 'binary':
      return [...keysOf(node.left), ...keysOf(node.right)];
    case 'call':
      return node.args.flatMap(keysOf);
  }
}

const WORDS_ZH: Readonly<Record<string, string>> = {
  and: '且',
  or: '或',
  not: '非',
  '*': '×',
  '/': '÷',
  '<=': '≤',
  '>=': '≥',
  '<>': '≠',
};
const FUNCTION_ZH = Object.fromEntries(Object.entries(FUNCTION_WORDS).map(([zh, name]) => [name, zh]));
const BINDS: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '=': 4,
  '<>': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};

/** The tree as text again: with keys (`key`, what is kept) or with titles in brackets, for people to read and edit. */
export function sayExpression(node: Node, how: 'key' | 'zh' | 'en', titleOf: (key: string) => string = (key) => key): string {
  const word = (text: string) => (how === 'zh' ? (WORDS_ZH[text] ?? text) : text);
  const say = (each: Node, around: number): string => {
    switch (each.kind) {
      case 'number':
        return each.text;
      case 'name':
        return how === 'key' ? each.key : `[${titleOf(each.key)}]`;
      case 'unary':
        return each.op === '-' ? `-${say(each.of, 7)}` : `${word('not')} ${say(each.of, 3)}`;
      case 'binary': {
        const binds = BINDS[each.op];
        const inner = `${say(each.left, binds)} ${word(each.op)} ${say(each.right, binds + 1)}`;
        return binds < around ? `(${inner})` : inner;
      }
      case 'call': {
        const name = how === 'zh' ? FUNCTION_ZH[each.name]! : each.name;
        return `${name}(${each.args.map((arg) => say(arg, 0)).join(', ')})`;
      }
    }
  };
  return say(node, 0);
}

/** A value, or why there is none: the indicator that is missing, or a division that has no meaning. */
export type Evaluated =
  | { readonly value: number }
  | { readonly missing: 'part_missing'; readonly part: string }
  | { readonly missing: 'divided_by_zero'; readonly part: string | null };
type Held = Evaluated | { readonly holds: boolean };

/**
 * The value on one customer. `valueOf` gives an indicator's value in natural units (shares as 0.25, money in major units), null where missing.
 * Pure: it runs over a tree that was checked, knows no names but those given, and ends because the tree does.
 */
export function evaluate(node: Node, valueOf: (key: string) => number | null): Evaluated {
  const found = held(node, valueOf);
  return 'holds' in found ? { value: found.holds ? 1 : 0 } : found;
}

function held(node: Node, valueOf: (key: string) => number | null): Held {
  switch (node.kind) {
    case 'number':
      return { value: node.value };
    case 'name': {
      const value = valueOf(node.key);
      return value === null ? { missing: 'part_missing', part: node.key } : { value };
    }
    case 'unary': {
      const of = held(node.of, valueOf);
      if ('missing' in of) return of;
      if ('holds' in of) return { holds: !of.holds };
      return { value: -of.value };
    }
    case 'binary':
      return node.op === 'and' || node.op === 'or' ? connected(node, valueOf) : calculated(node, valueOf);
    case 'call':
      return called(node, valueOf);
  }
}

/** Three-valued: a known false settles `and`, a known true settles `or`, whatever is unknown beside it. */
function connected(node: Extract<Node, { kind: 'binary' }>, valueOf: (key: string) => number | null): Held {
  const settles = node.op === 'or';
  const both = [held(node.left, valueOf), held(node.right, valueOf)];
  if (both.some((each) => 'holds' in each && each.holds === settles)) return { holds: settles };
  return both.find((each) => 'missing' in each) ?? { holds: !settles };
}

function calculated(node: Extract<Node, { kind: 'binary' }>, valueOf: (key: string) => number | null): Held {
  const left = held(node.left, valueOf);
  if (!('value' in left)) return left;
  const right = held(node.right, valueOf);
  if (!('value' in right)) return right;
  const [a, b] = [left.value, right.value];
  switch (node.op) {
    case '+':
      return { value: a + b };
    case '-':
      return { value: a - b };
    case '*':
      return { value: a * b };
    case '/':
      return b === 0 ? noDivision(node.right) : { value: a / b };
    case '<':
      return { holds: a < b };
    case '<=':
      return { holds: a <= b };
    case '>':
      return { holds: a > b };
    case '>=':
      return { holds: a >= b };
    case '=':
      return { holds: a === b };
    default:
      return { holds: a !== b };
  }
}

const noDivision = (by: Node): Evaluated => ({ missing: 'divided_by_zero', part: by.kind === 'name' ? by.key : null });

function called(node: Extract<Node, { kind: 'call' }>, valueOf: (key: string) => number | null): Held {
  if (node.name === 'if') {
    const condition = held(node.args[0]!, valueOf);
    if (!('holds' in condition)) return condition;
    return held(node.args[condition.holds ? 1 : 2]!, valueOf);
  }
  if (node.name === 'known') return { holds: !('missing' in held(node.args[0]!, valueOf)) };
  if (node.name === 'first') {
    const all = node.args.map((each) => held(each, valueOf));
    return all.find((each) => 'value' in each) ?? all.at(-1)!;
  }
  const values: number[] = [];
  for (const each of node.args) {
    const found = held(each, valueOf);
    if (!('value' in found)) return found;
    values.push(found.value);
  }
  switch (node.name) {
    case 'min':
      return { value: Math.min(...values) };
    case 'max':
      return { value: Math.max(...values) };
    case 'abs':
      return { value: Math.abs(values[0]!) };
    case 'ratio':
      // A whole below zero says nothing, as in every ratio of the house.
      return values[1]! <= 0 ? noDivision(node.args[1]!) : { value: values[0]! / values[1]! };
  }
}
