/** Whether a file starts as Parquet does; what reads it is loaded only then. */
export function startsAsParquet(head: Uint8Array): boolean {
  return isParquetMark(head, 0);
}

/** Whether `PAR1` stands there, as at both ends of a Parquet file. */
export function isParquetMark(bytes: Uint8Array, at: number): boolean {
  return [0x50, 0x41, 0x52, 0x31].every((byte, i) => bytes[at + i] === byte);
}
