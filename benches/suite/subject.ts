import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Request } from "./request";

/** Whoever is measured: a process or a page that answers requests, and rests in between. */
export interface Subject {
  /** With the version. */
  name: string;
  /** How much was done in a second. */
  measure(request: Request): Promise<number>;
  close(): Promise<void>;
}

/**
 * Starts a process that prints its name as a line of JSON, then answers every line of JSON with another.
 * @throws when it ends instead: the last line of its complaint.
 */
export async function startProcess(command: string, ...parameters: string[]): Promise<Subject> {
  const child = spawn(command, parameters, { stdio: ["pipe", "pipe", "pipe"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)));
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  failed.catch(() => undefined);
  const next = async (): Promise<unknown> => {
    const line = await Promise.race([answers.next(), failed]);
    if (line.done) throw new Error(complaint.trim().split("\n").at(-1) ?? `${command} ended`);
    return JSON.parse(line.value);
  };
  return {
    name: (await next()) as string,
    measure: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return (await next()) as number;
    },
    close: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.stdin.end();
      }),
  };
}
