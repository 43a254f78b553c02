import { describe, expect, it } from "vitest";
import { FOLLOWER_GAP, layoutNetwork, layoutStrip, type Block } from "./layout";

// The article's network.
const BLOCKS: Block[] = [
  { maps: { count: 1, height: 28, width: 28 } },
  { maps: { count: 6, height: 24, width: 24 }, kernel: 5 },
  { maps: { count: 6, height: 24, width: 24 }, follower: true },
  { maps: { count: 6, height: 12, width: 12 } },
  { maps: { count: 6, height: 12, width: 12 }, follower: true },
  { maps: { count: 16, height: 8, width: 8 } },
  { maps: { count: 16, height: 4, width: 4 } },
  { maps: { count: 120, height: 1, width: 1 } },
  { maps: { count: 1, height: 120, width: 1 }, follower: true },
  { maps: { count: 1, height: 64, width: 1 } },
  { maps: { count: 1, height: 64, width: 1 }, follower: true },
  { maps: { count: 1, height: 10, width: 1 } },
];

describe("layoutNetwork", () => {
  it.each([
    [900, 500],
    [1250, 600],
  ])("fits %i x %i pixels, every cell a whole number of them", (width, height) => {
    const layouts = layoutNetwork(BLOCKS, width, height, 8);
    const total = layouts.reduce(
      (sum, layout, index) => sum + layout.width + (BLOCKS[index]?.follower ? FOLLOWER_GAP : 8),
      -8,
    );
    expect(total).toBeLessThanOrEqual(width);
    layouts.forEach(({ columns, zoom, gap }, index) => {
      const { count, height: rows } = BLOCKS[index]?.maps ?? { count: 0, height: 0 };
      const below = Math.ceil(count / columns);
      expect(below * rows * zoom[1] + (below - 1) * gap).toBeLessThanOrEqual(height);
      expect(zoom.every((cell) => Number.isInteger(cell) && cell >= 1)).toBe(true);
    });
  });

  it("uses the room it has", () => {
    const [small, large] = [layoutNetwork(BLOCKS, 900, 500, 8), layoutNetwork(BLOCKS, 1250, 640, 8)];
    expect(large[1]?.zoom[0]).toBeGreaterThan(small[1]?.zoom[0] ?? 0);
  });
});

describe("layoutStrip", () => {
  it("stays within a phone's width", () => {
    for (const block of BLOCKS) {
      const { columns, zoom, gap } = layoutStrip(block, 328);
      const { height, width } = block.maps;
      const lying = block.maps.count === 1 && width === 1;
      const one = lying ? height * zoom[0] : width * zoom[0] + (block.kernel ? block.kernel * 5 + 4 : 0);
      expect(columns * one + (columns - 1) * gap).toBeLessThanOrEqual(328);
    }
  });
});
