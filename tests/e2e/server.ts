import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
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

const ROOT = resolve(fileURLToPath(import.meta.url), "../../../www");

/** What comes between a request and its answer; `next` answers as a good host does. */
export type Between = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A served page. */
export interface Host {
  /** By the name "localhost". */
  address: string;
  /** By a number: the page keeps nothing on localhost. */
  numbered: string;
  /** What serves it. */
  server: PreviewServer;
}

/**
 * Serves the built page, at a port of the system's choice.
 * @param between comes before everything else.
 */
export async function host(between?: Between): Promise<Host> {
  const configurePreviewServer = ({ middlewares }: PreviewServer) => void (between && middlewares.use(between));
  const server = await preview({
    root: ROOT,
    logLevel: "error",
    preview: { host: "127.0.0.1", port: 0 },
    plugins: [{ name: "between", enforce: "pre", configurePreviewServer }],
  });
  const { port } = server.httpServer.address() as AddressInfo;
  return { address: `http://localhost:${port}/`, numbered: `http://127.0.0.1:${port}/`, server };
}

/** Serves the built page while the tests run. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const { address, server } = await host();
  project.provide("address", address);
  return () => server.close();
}

/** Answers without the headers that isolate a page, as the hosts of many do. */
export function withoutIsolation(response: ServerResponse, next: () => void): void {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) => (name.startsWith("Cross-Origin") ? response : set(name, value));
  next();
}
