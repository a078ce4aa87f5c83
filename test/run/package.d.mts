/** Types of package.mjs for the harness. */
/** Where the packaged extension is. */
export const vsix: string;
/** Builds and packages when what the package is made of has changed; returns a remark. */
export function ensurePackage(options?: { force?: boolean }): Promise<string>;
