/** A table in Markdown: the first column to the left, figures to the right. Cells that are undefined have a dash. */
export function table(head: string[], rows: (string | undefined)[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map((row) => line(row.map((cell) => cell ?? "–")))].join("\n");
}

/** A number with so many digits after the point, and commas between thousands. */
export function number(value: number | undefined, digits = 0): string | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** How many times one figure is another: "3.2x". */
export function times(value: number | undefined): string | undefined {
  const text = number(value, value !== undefined && value < 10 ? 2 : 1);
  return text && `${text}x`;
}

/** A share: "61 %". */
export function share(value: number | undefined): string | undefined {
  const text = number(value === undefined ? value : value * 100);
  return text && `${text} %`;
}
