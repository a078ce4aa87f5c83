/** Types of system.mjs for the harness. */
/** The system's Chromium or Chrome, or undefined. */
export function findChromium(): string | undefined;
