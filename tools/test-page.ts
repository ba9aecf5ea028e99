// Builds the page once for a run of the page tests, whose workers would else build it each for itself, one over the other.
import { builtPage } from '#cli/web-build.ts';
import { findBrowser } from './browser.ts';

export default async function setup(): Promise<void> {
  if (findBrowser()) await builtPage(null, (message) => process.stdout.write(`${message}\n`));
}
