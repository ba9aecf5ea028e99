// Headings in traditional characters, read as their simplified twins.

/** PLACEHOLDER */
export function headingFold(text: string): string {
  return text;
}
