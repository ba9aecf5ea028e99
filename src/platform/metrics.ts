// Figures for Prometheus: how many calls, how long, how they ended.
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Histogram;
  /** By operation and outcome: finding it by its labels anew costs more than counting. */
  readonly #counters = new Map<string, { observe(seconds: number): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Histogram({
      name: 'xinheng_operation_seconds',
      help: 'Time of an operation from the door to the committed answer, by outcome',
      labelNames: ['operation', 'outcome'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30, 120],
      registers: [this.#registry],
    });
  }

  observe(operation: string, outcome: 'ok' | 'problem' | 'fault', seconds: number): void {
    const id = `${operation} ${outcome}`;
    let counter = this.#counters.get(id);
    if (!counter) {
      counter = this.#calls.labels({ operation, outcome });
      this.#counters.set(id, counter);
    }
    counter.observe(seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
