// The verbs on bills: reading.ts lists them, receive.ts takes them in, act.ts moves them on, acceptors.ts knows who promised to pay.
export { acceptors, decided, saveAcceptor, setAcceptorLimit } from './acceptors.ts';
export { act, passPart, split, undo } from './act.ts';
export { assume, remind } from './jobs.ts';
export { get, list, overview, reminders } from './reading.ts';
export { apply, receive } from './receive.ts';
export { rules, setRules } from './rules.ts';
