/**
 * Colours that people with any common colour blindness tell apart (Okabe and Ito, 2008, Color Universal Design), black
 * and yellow left out since one of them is lost on each theme's background.
 */
const runPalette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6bb1"] as const;

/** How the lines of one colour differ: whole, long dashes, dots, dash and dot … */
const runDashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [8, 3, 2, 3], [14, 4], [4, 2], [1, 4]];

export interface RunStyle {
  readonly color: string;
  readonly dash: readonly number[];
}

/** The look of a slot. */
export function styleOfSlot(slot: number): RunStyle {
  const color = runPalette[slot % runPalette.length] ?? runPalette[0];
  const dash = runDashes[Math.floor(slot / runPalette.length) % runDashes.length] ?? [];
  return { color, dash };
}

/** Gives each run a slot: one that has a slot keeps it, a new one takes the lowest that is free. */
export function assignSlots(
  chosen: readonly string[],
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const slots: Record<string, number> = {};
  for (const id of chosen) if (before[id] !== undefined) slots[id] = before[id];
  const taken = new Set(Object.values(slots));
  let free = 0;
  for (const id of chosen) {
    if (slots[id] !== undefined) continue;
    while (taken.has(free)) free++;
    taken.add(free);
    slots[id] = free;
  }
  return slots;
}
