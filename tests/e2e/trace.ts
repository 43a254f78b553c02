import type { WebDriver } from "selenium-webdriver";
import { WebSocket } from "ws";

/** One event of Chromium's trace. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds that it took by the clock, and that the processor worked at it, in its thread. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** A task of a page's main thread, in milliseconds. */
export interface Task {
  /** By the clock. */
  took: number;
  /** How long the processor worked at it: unlike the clock this does not grow when other programs want it too. */
  worked: number;
}

/** What Chromium says to whoever traces it. */
type Message =
  { method: "Tracing.dataCollected"; params: { value: TraceEvent[] } } | { method: "Tracing.tracingComplete" };

/** Has Chromium note the tasks of websites' main threads from now on. What is returned ends that, and tells them. */
export async function traceTasks(driver: WebDriver): Promise<() => Promise<Task[]>> {
  const { debuggerAddress } = (await driver.getCapabilities()).get("goog:chromeOptions") as { debuggerAddress: string };
  const version = await fetch(`http://${debuggerAddress}/json/version`);
  const { webSocketDebuggerUrl } = (await version.json()) as { webSocketDebuggerUrl: string };
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve) => socket.once("open", resolve));
  const events: TraceEvent[] = [];
  const complete = new Promise<void>((resolve) => {
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      if (message.method === "Tracing.dataCollected") events.push(...message.params.value);
      else if (message.method === "Tracing.tracingComplete") resolve();
    });
  });
  const traceConfig = { includedCategories: ["toplevel"], recordMode: "recordAsMuchAsPossible" };
  socket.send(JSON.stringify({ id: 1, method: "Tracing.start", params: { traceConfig } }));
  return async () => {
    socket.send(JSON.stringify({ id: 2, method: "Tracing.end" }));
    await complete;
    socket.close();
    return mainThreadTasks(events);
  };
}

function mainThreadTasks(events: TraceEvent[]): Task[] {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  // What the browser shows of its own, written as pages too, is in processes of other names.
  const sites = events.filter(({ name, args }) => name === "process_name" && args.name === "Renderer");
  const pids = new Set(sites.map(({ pid }) => pid));
  const named = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const main = new Set(named.filter(({ pid }) => pids.has(pid)).map(threadOf));
  const tasks = events.filter(
    (event) => event.ph === "X" && event.name.endsWith("RunTask") && main.has(threadOf(event)),
  );
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ took: dur / 1_000, worked: tdur / 1_000 }));
}
