import { describe, expect, it } from "vitest";
import type { NetworkSpec } from "../training/protocol";
import { DEFAULT_LINK, languageIn, LinkError, readLink, writeLink, type Link } from "./link";

const OWN: NetworkSpec = {
  name: "own & only #1",
  input: { channels: 1, height: 28, width: 28 },
  layers: [{ kind: "flatten" }, { kind: "linear", name: "fc", units: 10 }],
};

function problem(fragment: string) {
  try {
    readLink(fragment);
  } catch (error) {
    if (error instanceof LinkError) return error.problem;
    throw error;
  }
  return undefined;
}

describe("a link", () => {
  it("leads back to where it was written", () => {
    const links: Link[] = [
      { choice: { network: "modern", changes: {} }, digit: 0, language: "en" },
      { choice: { network: "article", changes: { seed: "7", learningRate: "0.01" } }, digit: 1204, language: "zh-CN" },
      { choice: { network: OWN, changes: { optimizer: "adam", stopAt: "99" } }, digit: 5, language: "en" },
    ];
    for (const link of links) expect(readLink(writeLink(link))).toEqual(link);
    expect(writeLink(links[1] as Link)).toBe("#network=article&seed=7&learningRate=0.01&digit=1204&language=zh-CN");
    // Nothing that a program could take for the link's end.
    expect(writeLink(links[2] as Link)).toMatch(/^#[\w.=&%+-]+$/);
  });

  it("may leave out what is as always", () => {
    expect(readLink("")).toEqual({ ...DEFAULT_LINK, language: undefined });
    expect(readLink("#digit=3")).toMatchObject({ digit: 3, choice: DEFAULT_LINK.choice });
  });

  it("that is damaged says where", () => {
    expect(problem("#netwrok=article")).toEqual({ code: "unknown-key", key: "netwrok" });
    expect(problem("#seed=1&seed=2")).toEqual({ code: "twice", key: "seed" });
    expect(problem("#network=lenet6")).toMatchObject({ code: "no-network", value: "lenet6" });
    expect(problem("#network={%22name%22:")).toEqual({ code: "no-json" });
    expect(problem(writeLink({ choice: { network: OWN, changes: {} }, digit: 0 }).slice(0, 60))).toEqual({
      code: "no-json",
    });
    const deep = `{"layers":${"[".repeat(3000)}${"]".repeat(3000)}}`;
    expect(problem(`#network=${encodeURIComponent(deep)}`)).toEqual({ code: "no-json" });
    for (const digit of ["-1", "x", "1.5", "10000", ""]) expect(problem(`#digit=${digit}`)?.code).toBe("no-digit");
    expect(problem("#language=fr")).toMatchObject({ code: "no-language" });
    expect(problem("#%E0%A4%A=1")).toMatchObject({ code: "unknown-key" });
  });

  it("is followed though a program escaped it once more", () => {
    const link: Link = { choice: { network: OWN, changes: { seed: "7" } }, digit: 5 };
    const escaped = writeLink(link).replaceAll("%", "%25");
    expect(readLink(escaped)).toEqual(link);
    expect(problem(escaped.slice(0, 60))).toEqual({ code: "no-json" });
    expect(problem("#network=%257Bx%25")).toEqual({ code: "no-json" });
  });

  it("is not told again at any length", () => {
    const long = "x".repeat(3000);
    const value = `${"x".repeat(40)}…`;
    expect(problem(`#network=${long}`)).toMatchObject({ value });
    expect(problem(`#${long}=1`)).toEqual({ code: "unknown-key", key: value });
    expect(problem(`#digit=${long}`)).toMatchObject({ value });
  });

  it("says its language even if it is damaged", () => {
    expect(languageIn("#language=zh-CN&digit=x")).toBe("zh-CN");
    expect(languageIn("#language=fr")).toBeUndefined();
  });
});
