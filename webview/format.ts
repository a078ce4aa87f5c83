/** How figures are written on screens. The language is English whatever the system's, as are all the words around them. */
const integer = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const percentOne = new Intl.NumberFormat("en", {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** A count, such as `12,160`. */
export function formatCount(value: number): string {
  return integer.format(value);
}

/** A share in 0…1 as percent with one digit; a dash where there is no number. */
export function formatShare(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? "–" : percentOne.format(value);
}

/** A loss or rate with four significant digits; words where it is not finite. */
export function formatFigure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(2);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4);
}

/** Seconds as a clock, `0:07` or `1:02:33`; below a second `0.4 s`. */
export function formatDuration(seconds: number): string {
  return seconds < 1 ? tenths(seconds) : clock(seconds);
}

/** How the times of one column are written, all alike: to a tenth of a second, or as a clock from a minute on. */
export function durationsUpTo(longest: number): (seconds: number) => string {
  // What rounds to a minute is one.
  return longest < 59.95 ? tenths : clock;
}

function tenths(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (part: number): string => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Seconds of a phase, such as `1.24 s`. */
export function formatSeconds(seconds: number): string {
  return seconds >= 60 ? formatDuration(seconds) : `${seconds.toFixed(2)} s`;
}

/** A moment as a person here reads it, `12 Apr 2026, 09:30`; what is no date as it is. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** "1 example", "2 examples". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
