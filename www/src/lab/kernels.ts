/** Names of kernels that are known for what they do. */
export const KERNEL_NAMES = [
  "vertical",
  "horizontal",
  "outline",
  "slant",
  "blur",
  "sharpen",
  "identity",
  "shift",
] as const;

/** The name of such a kernel. */
export type KernelName = (typeof KERNEL_NAMES)[number];

/** Such kernels' weights, row by row. */
export const KERNELS: Readonly<Record<KernelName, readonly number[]>> = {
  // Sobel's two.
  vertical: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  horizontal: [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  // The Laplacian with its corners, the other way round.
  outline: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  // A stroke from the lower left to the upper right, five pixels long.
  slant: [
    [-0.5, -0.5, -0.25, 0, 1],
    [-0.5, -0.25, 0, 1, 0],
    [-0.25, 0, 1, 0, -0.25],
    [0, 1, 0, -0.25, -0.5],
    [1, 0, -0.25, -0.5, -0.5],
  ].flat(),
  blur: Array<number>(25).fill(0.04),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
  shift: [1, ...Array<number>(24).fill(0)],
};
