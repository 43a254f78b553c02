/** What can go wrong while data is fetched; the page has a sentence for each. */
export type DataErrorCode =
  "unreachable" | "http-status" | "stalled" | "truncated" | "wrong-size" | "wrong-digest" | "malformed-manifest";

/** A failure to get the digits: `code` says what kind, `detail` names the file and the figures. */
export class DataError extends Error {
  constructor(
    readonly code: DataErrorCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
    this.name = "DataError";
  }
}
