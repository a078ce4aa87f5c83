import type { MetricId, SplitMetrics } from "../experiment/metrics.ts";

/** A metric with four decimals; what is not finite by its name; – for what does not exist. */
export function figure(metrics: SplitMetrics | undefined, name: MetricId): string {
  const value = metrics?.[name];
  if (value === undefined) return "–";
  return value === null ? (metrics?.nonFinite?.[name] ?? "–") : value.toFixed(4);
}

/** A length of time as people say it: 4.2 s, 3 min 05 s, 2 h 07 min. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} min`;
}
