const dayMilliseconds = 86_400_000;

/** A day counted from 1970-01-01 in the Gregorian calendar, as ISO 8601 writes it (Hinnant, "chrono-compatible date algorithms"). */
export function dayText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return `${padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** A moment in milliseconds since 1970 in UTC: `2024-02-29T12:30:00.000Z`. */
export function momentText(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const days = Math.floor(whole / dayMilliseconds);
  const rest = whole - days * dayMilliseconds;
  const [hours, minutes, seconds] = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60].map(Math.floor);
  return `${dayText(days)}T${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(rest % 1000, 3)}Z`;
}

function padded(value = 0, width = 2): string {
  return String(value).padStart(width, "0");
}
