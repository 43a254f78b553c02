import { spawn } from "node:child_process";
import { once } from "node:events";
import { BROWSERS } from "./browsers";

/** WebKit has no headless mode: gives it a display that nobody sees. */
export default async function display(): Promise<(() => void) | undefined> {
  if (!BROWSERS.includes("WebKit")) return undefined;
  // The server writes the number it picked to a pipe, once it answers.
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1920x1440x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const failed = Promise.race([once(server, "error"), once(server, "exit")]).then(([cause]: unknown[]) => {
    throw new Error("Xvfb does not start; `./build.sh setup` installs it", { cause });
  });
  const pipe = server.stdio[3];
  if (!pipe) throw new Error("Xvfb has no pipe");
  const [number] = (await Promise.race([once(pipe, "data"), failed])) as [Buffer];
  process.env.DISPLAY = `:${number.toString().trim()}`;
  return () => void server.kill();
}
