/**
 * Runs `slice` again and again while it returns true, letting messages in between. A MessageChannel and no timer: timers
 * are slowed down in hidden tabs.
 */
export class Pump {
  private readonly channel = new MessageChannel();
  private running = false;

  constructor(private readonly slice: () => boolean) {
    this.channel.port1.onmessage = () => {
      let more = false;
      try {
        more = this.slice();
      } finally {
        // What fails can be started again.
        this.running = more;
      }
      if (more) this.channel.port2.postMessage(null);
    };
  }

  /** Starts, unless it runs already. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.channel.port2.postMessage(null);
  }
}
