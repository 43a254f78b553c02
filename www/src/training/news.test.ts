import { expect, it, vi } from "vitest";
import { News } from "./news";
import type { Snapshot, SnapshotRequest } from "./protocol";

/** Who has this version asks for what comes after it. */
const after = (version: number) => ({ after: version }) as SnapshotRequest;
const told = (_: SnapshotRequest, version: number) => ({ version }) as Snapshot;

it("tells at once what is not known, and otherwise when it comes", async () => {
  const news = new News(told);
  news.changed();
  news.changed();
  expect(await news.next(after(1))).toEqual({ version: 2 });
  const answered = vi.fn();
  const next = news.next(after(2)).then(answered);
  await Promise.resolve();
  expect(answered).not.toHaveBeenCalled();
  news.changed();
  await next;
  expect(answered).toHaveBeenCalledWith({ version: 3 });
});

it("answers who waits by the next change, if there was nothing to be told at this one", async () => {
  const fails = vi.fn(told).mockImplementationOnce(() => {
    throw new Error("no memory");
  });
  const news = new News(fails);
  const next = news.next(after(0));
  expect(() => news.changed()).toThrow("no memory");
  news.changed();
  expect(await next).toEqual({ version: 2 });
});
