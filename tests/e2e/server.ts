import type { ServerResponse } from "node:http";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { preview, type PreviewServer } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the built page is served. */
    address: string;
  }
}

/** Serves the built page while the tests run, at a port of the system's choice. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const root = resolve(fileURLToPath(import.meta.url), "../../../www");
  const server: PreviewServer = await preview({ root, logLevel: "warn", preview: { port: 0 } });
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error("the built page could not be served; `./build.sh build` makes it");
  project.provide("address", address);
  return () => server.close();
}

/** Answers without the headers that isolate a page, as the hosts of many do. */
export function withoutIsolation(response: ServerResponse, next: () => void): void {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) => (name.startsWith("Cross-Origin") ? response : set(name, value));
  next();
}
