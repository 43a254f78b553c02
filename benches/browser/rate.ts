/** How much `work` does in a second, as it says itself, after a tenth of the time to warm up. */
export function rate(milliseconds: number, work: () => number): number {
  const warm = performance.now() + milliseconds / 10;
  while (performance.now() < warm) work();
  const began = performance.now();
  let done = 0;
  let now = began;
  while (now < began + milliseconds) {
    done += work();
    now = performance.now();
  }
  return (done * 1000) / (now - began);
}
