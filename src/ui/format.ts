/** A share or a loss as screens write it: three digits, no zero before the point (`.852`, `1.000`, `2.31`). */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size >= 1000 ? size.toPrecision(4) : size.toFixed(size >= 10 ? 1 : size > 1 ? 2 : 3);
  return `${value < 0 ? "−" : ""}${text.startsWith("0.") ? text.slice(1) : text}`;
}

/** Seconds as people say them: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
  return `${String(Math.floor(whole / 3600))} h ${String(Math.floor((whole % 3600) / 60))} min`;
}

const groups = new Intl.NumberFormat("en-US");

/** A whole number with its thousands parted: `14,092`. */
export function count(value: number): string {
  return groups.format(value);
}

/** A size in bytes: `512 bytes`, `4.2 MB`, `1.0 GB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${count(value)} bytes`;
  const [size, unit] = value < 1e6 ? [value / 1e3, "kB"] : value < 1e9 ? [value / 1e6, "MB"] : [value / 1e9, "GB"];
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}

/** `1 run`, `3 runs`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** The time of day for today, else the date, in the reader's time zone. */
export function moment(iso: string, now: Date): string {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return "";
  const pad = (value: number): string => String(value).padStart(2, "0");
  const day = `${String(when.getFullYear())}-${pad(when.getMonth() + 1)}-${pad(when.getDate())}`;
  const time = `${pad(when.getHours())}:${pad(when.getMinutes())}`;
  return when.toDateString() === now.toDateString() ? time : day;
}

/** A text from a file or a person where the editor would draw `$(name)` as an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll("$(", "\\$(");
}
