import type { Language } from ".";

/** How the article's network works, in words of its own. */
interface How {
  title: string;
  /** Which network is told of. */
  of: string;
  paragraphs: string[];
}

/** The story below the page: apart from the other words, since it is fetched only when somebody comes to it. */
export const hows: Record<Language, How> = {
  en: {
    title: "How the article’s network works",
    of: "This is about the article’s network. If another one learns above, its own numbers stand over its layers and in the inspector.",
    paragraphs: [
      "A digit is 28 × 28 grey values. conv1 slides six kernels of 5 × 5 over it; at every place the 25 products are added up, plus a bias. The kernel fits in (28 − 5 + 0) / 1 + 1 = 24 places each way, so six maps of 24 × 24 come out. Kernel size, stride and padding: that one formula gives every size on this page.",
      "A sigmoid squeezes each value between 0 and 1. Pooling then keeps the largest of each 2 × 2: 24 becomes 12, half the size, and small shifts matter less. This network has a second sigmoid here.",
      "conv2 has 16 kernels, each reading all six maps: 6 × 25 weights and a bias make one 8 × 8 map, 16 maps in all. Pooling halves them to 4 × 4. conv3’s 120 kernels are 4 × 4, exactly as large as their input: each yields a single number. The image has become a line of 120 values.",
      "What follows is fully connected: 120 values to 64, a sigmoid, 64 to 10. Softmax turns the ten numbers into probabilities. In all 41,806 parameters, three quarters of them in conv3.",
      "Training shows it ten digits at a time. The loss is −ln of the probability given to the right digit: 2.3 when all ten are equal. Its gradient runs backwards through the same layers, and every weight moves a little downhill, with momentum: v ← 0.9 v + g, w ← w − 0.001 v. One pass over all 60,000 digits is an epoch, 6,000 such steps.",
      "For the first thousands of steps the loss seems stuck near 2.3: two sigmoids in a row leave little gradient. Then the kernels find their shapes and it falls quickly. Watch the maps while it happens.",
      "How the weights begin decides whether it learns at all. They are random numbers, drawn here as Paddle draws them. Begun as PyTorch would, with smaller ones, and all else equal, the accuracy stays near 10% for six epochs.",
      "All of this is computed in this page, by Rust compiled to WebAssembly: no digit that you draw leaves it.",
    ],
  },
  "zh-CN": {
    title: "文章中的网络怎样工作",
    of: "这里讲的是文章中的网络。如果上面正在学习的是另一个网络，它自己的各项数值写在各层上方和计算详情里。",
    paragraphs: [
      "一个数字是 28 × 28 个灰度值。conv1 用 6 个 5 × 5 的卷积核在上面滑动，每到一处把 25 个乘积相加，再加上偏置。每个方向有 (28 − 5 + 0) / 1 + 1 = 24 个位置可放，于是得到 6 张 24 × 24 的特征图。卷积核大小、步长、填充：这一个公式就能算出本页所有的尺寸。",
      "sigmoid 把每个值压到 0 和 1 之间。接着池化：每 2 × 2 个值只留最大的一个，24 变成 12，尺寸减半，数字稍有平移，影响也不大。这个网络在这里又接了一次 sigmoid。",
      "conv2 有 16 个卷积核，每个都与全部 6 张图相连：6 × 25 个权重加一个偏置，得出一张 8 × 8 的特征图，一共 16 张。池化后是 4 × 4。conv3 的 120 个卷积核正好是 4 × 4，和输入一样大，各自只得出一个数。图像就这样变成了一维向量：120 个值排成一条线。",
      "后面是全连接：120 个值到 64 个，sigmoid，再从 64 个到 10 个。softmax 把这十个数变成概率。全部 41,806 个参数中，四分之三在 conv3。",
      "训练时每次给它看 10 个数字。损失是交叉熵，也就是正确数字所得概率的 −ln：十个概率都相等时约为 2.3。梯度沿着同样的层反向传播，每个权重沿梯度下降的方向挪一点，并带有动量：v ← 0.9 v + g，w ← w − 0.001 v。把 60,000 个数字看完一遍叫一轮（epoch），共 6,000 步。",
      "最初几千步，损失似乎停在 2.3 附近：连着两次 sigmoid，留给前面的梯度很少。随后卷积核找到了自己的形状，损失很快下降。看看那时特征图的变化吧。",
      "权重从哪些随机数开始，决定了它能不能学会。这里用的是 Paddle 的初始化；换成 PyTorch 默认的初始化（数值更小），其他都不变，六轮之后准确率仍停在 10% 上下。",
      "这一切都在本页里计算，由编译成 WebAssembly 的 Rust 程序完成：你写的数字不会离开这个页面。",
    ],
  },
};
