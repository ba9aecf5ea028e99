// The beam of a scale: the product's mark.
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" className="x-mark" aria-hidden="true">
      <path d="M12 3v18M7 21h10M4 7h16M4 7l-2.5 7h5zM20 7l-2.5 7h5z" />
    </svg>
  );
}
