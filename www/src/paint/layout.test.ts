import { describe, expect, it } from "vitest";
import { FOLLOWER_GAP, layoutNetwork, layoutStrip, widthOfAll, type Block } from "./layout";

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

// One with more maps than a column holds.
const WIDER: Block[] = [
  { maps: { count: 1, height: 28, width: 28 } },
  { maps: { count: 12, height: 24, width: 24 }, kernel: 5 },
  { maps: { count: 12, height: 24, width: 24 }, follower: true },
  { maps: { count: 12, height: 12, width: 12 } },
  { maps: { count: 24, height: 8, width: 8 } },
  { maps: { count: 24, height: 8, width: 8 }, follower: true },
  { maps: { count: 24, height: 4, width: 4 } },
  { maps: { count: 128, height: 1, width: 1 } },
  { maps: { count: 128, height: 1, width: 1 }, follower: true },
  { maps: { count: 1, height: 128, width: 1 }, follower: true },
  { maps: { count: 1, height: 84, width: 1 } },
  { maps: { count: 1, height: 84, width: 1 }, follower: true },
  { maps: { count: 1, height: 10, width: 1 } },
];

// One that reads larger pictures, as the article walks through it.
const LENET5: Block[] = [
  { maps: { count: 1, height: 32, width: 32 } },
  { maps: { count: 6, height: 28, width: 28 }, kernel: 5 },
  { maps: { count: 6, height: 28, width: 28 }, follower: true },
  { maps: { count: 6, height: 14, width: 14 } },
  { maps: { count: 16, height: 10, width: 10 } },
  { maps: { count: 16, height: 10, width: 10 }, follower: true },
  { maps: { count: 16, height: 5, width: 5 } },
  { maps: { count: 120, height: 1, width: 1 } },
  { maps: { count: 120, height: 1, width: 1 }, follower: true },
  { maps: { count: 1, height: 120, width: 1 }, follower: true },
  { maps: { count: 1, height: 84, width: 1 } },
  { maps: { count: 1, height: 84, width: 1 }, follower: true },
  { maps: { count: 1, height: 10, width: 1 } },
];

describe("layoutNetwork", () => {
  const GAP = 7;

  it.each([
    [862, 400, "the article's network", BLOCKS],
    [1250, 600, "the article's network", BLOCKS],
    [920, 464, "a wider network", WIDER],
    [1250, 600, "a wider network", WIDER],
  ])("fits %i x %i pixels, every cell a whole number of them: %s", (width, height, _, blocks) => {
    const layouts = layoutNetwork(blocks, width, height, GAP);
    expect(widthOfAll(blocks, layouts, GAP)).toBeLessThanOrEqual(width);
    layouts.forEach(({ columns, zoom, gap }, index) => {
      const { count, height: rows } = blocks[index]?.maps ?? { count: 0, height: 0 };
      const below = Math.ceil(count / columns);
      expect(below * rows * zoom[1] + (below - 1) * gap).toBeLessThanOrEqual(height);
      expect(zoom.every((cell) => Number.isInteger(cell) && cell >= 1)).toBe(true);
    });
  });

  it("counts a follower's gap as a follower's", () => {
    const blocks = BLOCKS.slice(0, 3);
    const [input, conv, sigmoid] = layoutNetwork(blocks, 900, 500, GAP).map(({ width }) => width);
    const width = (input ?? 0) + GAP + (conv ?? 0) + FOLLOWER_GAP + (sigmoid ?? 0);
    expect(widthOfAll(blocks, layoutNetwork(blocks, 900, 500, GAP), GAP)).toBe(width);
  });

  it("shows no pixel as one, where there is room for two", () => {
    for (const [width, height, blocks] of [
      [834, 416, LENET5],
      [862, 400, LENET5],
      [920, 464, WIDER],
      // Higher than there is room, then: maps that nobody can see are worse.
      [862, 400, WIDER],
    ] as const) {
      const layouts = layoutNetwork(blocks, width, height, GAP);
      expect(widthOfAll(blocks, layouts, GAP)).toBeLessThanOrEqual(width);
      layouts.forEach(({ columns, zoom, gap }, index) => {
        expect(zoom[0]).toBeGreaterThanOrEqual(2);
        expect(zoom.every((cell) => Number.isInteger(cell) && cell >= 1)).toBe(true);
        const { count, height: rows } = blocks[index]?.maps ?? { count: 0, height: 0 };
        const below = Math.ceil(count / columns);
        expect(below * rows * zoom[1] + (below - 1) * gap).toBeLessThanOrEqual(1.75 * height);
      });
    }
  });

  it("shows maps of any size", () => {
    const large: Block[] = [
      { maps: { count: 1, height: 84, width: 84 } },
      { maps: { count: 8, height: 80, width: 80 }, kernel: 5 },
    ];
    expect(layoutNetwork(large, 1200, 400, GAP)).toHaveLength(2);
  });

  it("uses the room it has", () => {
    const [small, large] = [layoutNetwork(BLOCKS, 900, 500, GAP), layoutNetwork(BLOCKS, 1250, 640, GAP)];
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
