/** A piece of a text and where it stands: `text.slice(start, end)`, in UTF-16 units. */
export interface Span {
  text: string;
  /** Place of its first UTF-16 unit in the original. */
  start: number;
  /** Place after its last unit. */
  end: number;
}
