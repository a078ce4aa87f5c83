/** What tests opened and is to be closed after each; a module's own hook would be there for the first file that loads it alone. */
export const closing: (() => Promise<void>)[] = [];
