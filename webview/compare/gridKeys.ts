/** A place in the grid: row −1 is the header, column −1 the cell that chooses. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Bounds {
  readonly lastRow: number;
  readonly lastColumn: number;
  /** Rows in sight. */
  readonly page: number;
}

/** Where a key moves the focus to, as the grids of ARIA have it, within the grid; null where it moves nothing. */
export function movedTo(
  event: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey">,
  from: Place,
  bounds: Bounds,
): Place | null {
  const next = wanted(event, from, bounds);
  return (
    next && {
      row: Math.max(-1, Math.min(bounds.lastRow, next.row)),
      column: Math.max(-1, Math.min(bounds.lastColumn, next.column)),
    }
  );
}

function wanted(
  event: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey">,
  { row, column }: Place,
  { lastRow, lastColumn, page }: Bounds,
): Place | null {
  const step = Math.max(1, page - 1);
  switch (event.key) {
    case "ArrowDown":
      return { row: row + 1, column };
    case "ArrowUp":
      return { row: row - 1, column };
    case "ArrowRight":
      return event.altKey ? null : { row, column: column + 1 };
    case "ArrowLeft":
      return event.altKey ? null : { row, column: column - 1 };
    case "PageDown":
      return { row: row + step, column };
    case "PageUp":
      return { row: Math.max(0, row - step), column };
    case "Home":
      return { row: event.ctrlKey ? 0 : row, column: -1 };
    case "End":
      return { row: event.ctrlKey ? lastRow : row, column: lastColumn };
    default:
      return null;
  }
}
