/** What a language calls a setting; the engine's own word where it has none. */
export function nameIn(names: Readonly<Partial<Record<string, string>>>, setting: string): string {
  return names[setting] ?? setting;
}
