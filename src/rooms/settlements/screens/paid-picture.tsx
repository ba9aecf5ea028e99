// The receipt as one bar: a piece for each invoice it pays, and what is left.
type Piece = { readonly key: string; readonly label: string; readonly minor: bigint };

export function PaidPicture({
  title,
  totalMinor,
  parts,
  restLabel,
  over,
}: {
  title: string;
  totalMinor: bigint;
  parts: readonly Piece[];
  restLabel: string;
  over: boolean;
}) {
  // For a picture a double will do.
  const total = Math.max(Number(totalMinor), 1);
  const paid = parts.reduce((sum, part) => sum + Number(part.minor), 0);
  const scale = Math.max(total, paid);
  return (
    <figure className={over ? 'x-paid x-paid-over' : 'x-paid'} aria-label={title}>
      <div className="x-paid-bar">
        {parts.map((part) => (
          <span key={part.key} style={{ inlineSize: `${(Number(part.minor) / scale) * 100}%` }} title={part.label}>
            <b>{part.label}</b>
          </span>
        ))}
      </div>
      <figcaption className="x-caption">{restLabel}</figcaption>
    </figure>
  );
}
