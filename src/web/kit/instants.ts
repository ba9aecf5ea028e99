// Instants from the server (ISO, UTC) as a desk reads them: 11-21 08:40 this year, with the year otherwise. Days stay days: see DayText.

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** In the reader's own time zone; what is not an instant comes back as it is. */
export function instantText(at: string, today: string): string {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return at;
  const day = `${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  const time = `${two(when.getHours())}:${two(when.getMinutes())}`;
  const year = String(when.getFullYear());
  return today.startsWith(year) ? `${day} ${time}` : `${year}-${day} ${time}`;
}

/** Only the day, in the reader's own time zone. */
export function instantDay(at: string): string {
  const when = new Date(at);
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
}
