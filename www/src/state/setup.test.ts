import { expect, it } from "vitest";
import type { Choice, Description } from "../training/protocol";
import { Setup } from "./setup.svelte";

const description = (choice: Choice) => ({ choice, settings: { batch: "10", epochs: "5" } }) as unknown as Description;

it("keeps what was typed while the same goes on, and lets go of it with another network", () => {
  const setup = new Setup(() => Promise.resolve({ layers: [] }));
  setup.take(description({ network: "article", changes: {} }));
  setup.change("batch", "20");
  // Trained weights were loaded, say.
  setup.take(description({ network: "article", changes: {} }));
  expect([setup.pending, setup.changes]).toEqual([true, { batch: "20" }]);
  setup.take(description({ network: "article", changes: { batch: "20" } }));
  expect([setup.pending, setup.changes]).toEqual([false, { batch: "20" }]);
  setup.change("batch", "30");
  setup.forget();
  expect([setup.pending, setup.changes]).toEqual([false, { batch: "20" }]);
  // In whatever order they were typed.
  setup.take(description({ network: "article", changes: { seed: "2", batch: "20" } }));
  setup.change("seed");
  setup.change("seed", "2");
  expect([setup.pending, Object.keys(setup.changes)]).toEqual([false, ["batch", "seed"]]);
  setup.take(description({ network: "modern", changes: {} }));
  expect([setup.pending, setup.changes]).toEqual([false, {}]);
  // And is found again.
  expect(setup.left["article"]?.changes).toEqual({ seed: "2", batch: "20" });
});
