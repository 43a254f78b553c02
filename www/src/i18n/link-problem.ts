/** What is wrong with a link, as it is told. */
export type LinkProblem =
  | { code: "unknown-key"; key: string }
  | { code: "twice"; key: string }
  | { code: "no-network"; value: string; names: readonly string[] }
  | { code: "no-json" }
  | { code: "no-digit"; value: string; most: number }
  | { code: "no-language"; value: string; names: readonly string[] };
