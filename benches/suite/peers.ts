import { existsSync } from "node:fs";
import { openBench } from "./pages";
import { progress } from "./samples";
import { startProcess, type Subject } from "./subject";

/** Another framework on the article's network. */
export interface Peer {
  subject: Subject;
  /** Where it runs. */
  where: string;
  /** Threads it is given. */
  threads: number[];
  /** Whether it runs the article's whole program as well. */
  epochs: boolean;
}

/** Peers that are there, and a sentence for each that is not. */
export interface Peers {
  present: Peer[];
  absent: string[];
}

/** The peers that run natively: a virtual environment for each, named by these variables. */
const PROCESSES = [
  { title: "Paddle", folder: "paddle", variable: "PADDLE_PYTHON", threads: [1], epochs: true },
  { title: "PyTorch", folder: "pytorch", variable: "PYTORCH_PYTHON", threads: [1, 2], epochs: false },
];

/** The peers that run in Chromium: their modules in the benchmark's site. */
const MODULES = [
  { title: "TensorFlow.js", path: "tfjs/peer.js" },
  { title: "burn", path: "burn/peer.js" },
];

/** Starts every peer that is installed. */
export async function startPeers(address: string, data: string): Promise<Peers> {
  const peers: Peers = { present: [], absent: [] };
  const add = async (title: string, start: () => Promise<Peer>) => {
    progress(`starting ${title}`);
    try {
      peers.present.push(await start());
    } catch (error) {
      peers.absent.push(`${title} was left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const { title, folder, variable, threads, epochs } of PROCESSES) {
    await add(title, async () => {
      const python = process.env[variable];
      if (!python || !existsSync(python)) throw new Error(`not installed (target/logs/peer-${folder}.log says why)`);
      const subject = await startProcess(python, `benches/peers/${folder}/main.py`, data);
      return { subject, where: "native", threads, epochs };
    });
  }
  for (const { title, path } of MODULES) {
    await add(title, async () => {
      const folder = path.split("/")[0] ?? "";
      if (!existsSync(`target/bench/public/${path}`)) {
        throw new Error(`not installed (target/logs/peer-${folder}.log says why)`);
      }
      const subject = await openBench("Chromium", address, path);
      return { subject, where: subject.browser, threads: [1], epochs: false };
    });
  }
  return peers;
}
