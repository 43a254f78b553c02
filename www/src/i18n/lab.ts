import type { Language } from ".";
import type { KernelName } from "../lab/kernels";

/** The words beside a kernel of one's own. */
interface Lab {
  title: string;
  hint: string;
  kernel: string;
  kernels: Record<KernelName, string>;
  /** A kernel that somebody has changed. */
  own: string;
  learned: (layer: string, kernel: number) => string;
  does: Record<KernelName, string>;
  ownDoes: string;
  learnedDoes: string;
  size: string;
  stride: string;
  padding: string;
  bias: string;
  input: (side: number) => string;
  patch: string;
  weights: string;
  weight: (row: number, column: number) => string;
  products: string;
  map: (side: number) => string;
  keys: string;
  cell: (row: number, column: number, value: string) => string;
  sum: string;
  slide: string;
  stop: string;
  wrong: (largest: number) => string;
}

/** Apart from the other words, since they are fetched only when somebody comes to them. */
export const labs: Record<Language, Lab> = {
  en: {
    title: "Try a kernel yourself",
    hint: "The digit above, one kernel, and the map it makes. Choose a kernel or write its weights, and point at the map or at the digit: the patch under the kernel is multiplied by it, number by number, and added up.",
    kernel: "Kernel",
    kernels: {
      vertical: "vertical edges",
      horizontal: "horizontal edges",
      outline: "outline",
      slant: "slanting stroke",
      blur: "blur",
      sharpen: "sharpen",
      identity: "as it is",
      shift: "shift",
    },
    own: "my own",
    learned: (layer, kernel) => `${layer}, kernel ${kernel}, as learned`,
    does: {
      vertical:
        "At a stroke’s left edge ink begins, at its right edge it ends: one edge comes out orange, the other blue. Horizontal strokes all but vanish.",
      horizontal: "The same, turned: edges above and below a stroke. Vertical strokes all but vanish.",
      outline: "A pixel against its eight neighbours: where all are alike the sum is 0, and only borders are left.",
      slant: "Answers most to strokes that rise to the right: a kernel looks like what it looks for.",
      blur: "The mean of 25 pixels: details go, the shape stays.",
      sharpen: "Five times the pixel, minus its four neighbours: borders become stronger.",
      identity: "A single 1 in the middle: the map is the picture, without its rim.",
      shift: "A single 1 in a corner: the map is the picture, moved.",
    },
    ownDoes: "Weights above 0 look for ink, weights below 0 for none. If they add up to 0, even areas give 0.",
    learnedDoes: "Nobody wrote this one: it is what the training has made of random numbers, up to now.",
    size: "Size",
    stride: "Stride",
    padding: "Padding",
    bias: "bias",
    input: (side) => `input, ${side} × ${side}`,
    patch: "patch",
    weights: "kernel",
    weight: (row, column) => `Weight in row ${row}, column ${column}`,
    products: "products",
    map: (side) => `feature map, ${side} × ${side}`,
    keys: "Arrow keys walk from cell to cell, Home and End along the row.",
    cell: (row, column, value) => `row ${row}, column ${column}: ${value}`,
    sum: "sum",
    slide: "Slide",
    stop: "Stop",
    wrong: (largest) => `A weight is a number from −${largest} to ${largest}.`,
  },
  "zh-CN": {
    title: "自己动手试试卷积核",
    hint: "上面的数字、一个卷积核，以及它得出的特征图。选一个卷积核，或者自己填写权重，再指向特征图或数字：窗口里的数与卷积核逐个相乘，再加起来。",
    kernel: "卷积核",
    kernels: {
      vertical: "竖直边缘",
      horizontal: "水平边缘",
      outline: "轮廓",
      slant: "斜线",
      blur: "模糊",
      sharpen: "锐化",
      identity: "原样",
      shift: "平移",
    },
    own: "自定义",
    learned: (layer, kernel) => `${layer} 学到的第 ${kernel} 个`,
    does: {
      vertical: "笔画的左缘由空白变为墨迹，右缘由墨迹变为空白：一侧是橙色，另一侧是蓝色。横画几乎没有反应。",
      horizontal: "同样的卷积核转过来：找笔画上下的边缘。竖画几乎没有反应。",
      outline: "一个像素与周围八个相比：都一样时和为 0，只剩下边界。",
      slant: "对向右上方倾斜的笔画反应最强：卷积核的样子，就是它要找的样子。",
      blur: "25 个像素的平均值：细节没了，形状还在。",
      sharpen: "像素的五倍，减去上下左右四个：边界更分明。",
      identity: "只有正中是 1：特征图就是原图，少了一圈边。",
      shift: "只有一个角是 1：特征图就是移动了的原图。",
    },
    ownDoes: "大于 0 的权重找有墨的地方，小于 0 的找没有墨的地方。权重加起来为 0 时，均匀的区域得 0。",
    learnedDoes: "这个卷积核不是人写的：它从随机数开始，训练到现在成了这样。",
    size: "大小",
    stride: "步长",
    padding: "填充",
    bias: "偏置",
    input: (side) => `输入，${side} × ${side}`,
    patch: "窗口",
    weights: "卷积核",
    weight: (row, column) => `第 ${row} 行第 ${column} 列的权重`,
    products: "乘积",
    map: (side) => `特征图，${side} × ${side}`,
    keys: "方向键逐格移动，Home 和 End 到行首和行尾。",
    cell: (row, column, value) => `第 ${row} 行第 ${column} 列：${value}`,
    sum: "和",
    slide: "滑动",
    stop: "停止",
    wrong: (largest) => `权重应为 −${largest} 到 ${largest} 之间的数。`,
  },
};
