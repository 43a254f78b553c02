import { nameIn, type Messages } from ".";
import { inside } from "./inside.zh-CN";
import { setup, linkProblem, settingProblem } from "./setup.zh-CN";

/** A name in the middle of Chinese text: one in Latin letters stands apart from it. */
const spaced = (name: string) => (/^\w/.test(name) ? ` ${name} ` : name);

/** 简体中文。 */
export const zhCN: Messages = {
  title: "看 LeNet 学习",
  intro:
    "一个卷积神经网络，就在这个标签页里学习识别手写数字。训练它，看每一层的变化；点开任意一格，看它怎样算出来；写一个数字，它来回答。",
  description: "在浏览器里训练卷积神经网络识别 MNIST 手写数字，每一张特征图都实时可见。写一个数字，它来回答。",
  network: "网络",
  networkNames: {
    article: "文章中的 LeNet",
    lenet5: "文章讲解的 LeNet-5",
    "lenet5-1998": "1998 年的 LeNet-5",
    modern: "现代 LeNet",
  },
  networkOwn: "自定义",
  language: "语言",
  theme: "外观",
  themes: { auto: "跟随系统", light: "浅色", dark: "深色" },

  training: "训练",
  course: "训练过程",
  train: "开始训练",
  pause: "暂停",
  goOn: "继续训练",
  trainMore: (epochs) => `再训练 ${epochs} 轮`,
  starting: "正在启动…",
  step: "单步",
  stepHint: (batch) => `只训练一个批次（${batch} 个数字）`,
  reset: "重置",
  resetHint: "回到同一个随机种子的初始网络",
  useTrained: "载入训练好的权重",
  goBack: "回到刚才的训练",
  evaluate: "立即测试",
  evaluateHint: "现在就用全部测试数字测一遍",
  epochs: (done, all) => `已完成 ${done} / ${all} 轮`,
  progress: "训练进度",
  timeLeft: (time) => `剩余 ${time}`,
  loadingData: (percent) => `数据已加载 ${percent}%`,
  accuracy: "测试准确率",
  loss: "训练损失",
  imagesPerSecond: "张/秒",
  workers: "工作线程",
  workersHint: "几个工作线程分担每一批。用一个、两个还是四个，结果都逐位相同。",
  weights: "权重",
  weightsHint: "全部权重的 SHA-256（十六进制）的前八个字符：只要种子和步数相同，在任何浏览器里都一样。",
  saveWeights: "保存权重（.safetensors 文件）",
  openWeights: "打开 .safetensors 文件里的权重",
  imagesSeen: "已训练张数",
  lossChart: "损失（按轮）",
  accuracyChart: "准确率（按轮）",
  chartTrain: "训练",
  chartTest: "测试",
  lossChartHint: "损失随轮次的变化：线为训练批次，点为测试集。",
  accuracyChartHint: "准确率随轮次的变化：线为训练批次，点为测试集。",

  status: {
    starting: "正在搭建神经网络。",
    idle: "准备就绪。网络还什么都没学。",
    idleTrained: "已载入训练好的权重。",
    training: "正在训练。",
    worse: "比随机猜测还差：学习率可能太大了。",
    waiting: "正在等待后续数据。",
    restored: (step) => `已恢复上次的训练，共 ${step} 步。`,
    paused: (step) => `已暂停，共训练了 ${step} 步。`,
    evaluating: "正在用测试集测试。",
    tested: (when, percent) => `${when}：测试准确率 ${percent}%。`,
    when: {
      idle: "未经训练",
      idleTrained: "训练好的权重",
      epoch: (epoch) => `第 ${epoch} 轮`,
      training: "训练途中",
      paused: "已暂停",
      done: "训练完成",
    },
    failed: "已停止。请重置后重新开始。",
    notStarted: "神经网络未能启动。",
  },

  draw: "写一个数字",
  drawHint:
    "手写板：用鼠标、触控笔、手指或键盘写一个数字。空格键落笔和提笔，方向键移动，同时按两个方向键走斜线。Ctrl+Z 撤销一笔，Delete 清除。",
  drawKeys: "空格，← ↑ → ↓",
  penDown: "已落笔。",
  clear: "清除",
  undo: "撤销",
  emptyPad: "还没有写",
  seenAs: "网络看到的",
  percent: (share) => `${share}%`,
  likely: (percent) => `概率 ${percent}%`,
  why: "为什么？",
  whyThis: "为什么是这个答案？",
  guess: "纯属猜测",
  answerSpoken: (digit) => `网络的回答是 ${digit}。`,

  pictureOf: "网络的工作过程",
  input: "输入",
  watchedTest: (index) => `${index} 号测试数字`,
  watchedDrawing: "你写的数字",
  watchedNothing: "数据加载中",
  label: (digit) => `标签 ${digit}`,
  right: "网络答对了",
  wrong: (digit) => `网络认成 ${digit}`,
  previous: "上一个测试数字",
  next: "下一个测试数字",
  random: "随机一个测试数字",

  kinds: {
    conv: (kernel, stride) => `卷积 ${kernel}×${kernel}${stride > 1 ? `，步长 ${stride}` : ""}`,
    max: (size) => `最大池化 ${size}×${size}`,
    average: (size) => `平均池化 ${size}×${size}`,
    trainable: (size) => `可训练池化 ${size}×${size}`,
    activation: (name) => (name === "scaled_tanh" ? "缩放 tanh" : name),
    flatten: "展平",
    linear: "全连接",
    rbf: "到数字编码的距离",
    softmax: "概率（%）",
  },
  parameters: (count) => `${count} 个参数`,
  noParameters: "无参数",
  mapLabel: (layer, index) => `${layer} 的第 ${index + 1} 张特征图`,
  mapsLabel: (layer, count, height, width) => `${layer}：${count} 张 ${height}×${width} 的特征图`,
  cellsLabel: (layer, count) => `${layer} 的 ${count} 个值`,
  kernelLabel: (layer, out, from) => `${layer} 第 ${out + 1} 个卷积核，对应第 ${from + 1} 张输入图`,
  kernelsTitle: (layer, filters, maps) => `${layer}：${filters} 个卷积核，各 ${maps} 个通道`,
  kernelsHint: (filters, maps, kernel) =>
    maps === 1
      ? `每个 ${kernel}×${kernel} 的卷积核都在唯一的一张输入图上滑动，算出一张特征图。`
      : `每一列是 ${filters} 个卷积核中的一个，算出一张特征图；从上到下是它的 ${maps} 个 ${kernel}×${kernel} 通道，各对应一张输入图。`,
  kernelsTable: "画斜线的格子：按连接表，这张图不与它相连。",
  legend: "蓝色小于零，橙色大于零，零就是页面的底色。",
  scale: (layer, min, max) => `${layer}：取值 ${min} 到 ${max}`,

  retry: "重试",
  dismiss: "关闭",
  problems: {
    unreachable: "数据取不到。请检查网络连接，然后重试。",
    "http-status": "服务器上缺少一部分数据。请重试；如果仍然如此，说明站点文件不完整。",
    stalled: "加载数据时连接中断了。请重试。",
    truncated: "有一部分数据没有收全。请重试。",
    "wrong-size": "有一部分数据大小不对。请重试；如果仍然如此，说明站点文件已损坏。",
    "wrong-digest": "有一部分数据的 SHA-256 校验不符。请重试。",
    "malformed-manifest": "数据清单已损坏，需要重新生成站点文件。",
    weights: "训练好的权重用不了。网络保持原样，你可以自己训练它。",
    file: "这个文件里没有能用的权重。网络保持原样。请选择在这里或用命令行保存的 .safetensors 文件。",
    link: "这个链接已损坏，页面已忽略其中的内容。",
    "invalid-option": "这样的训练设置无效，原来的设置保持不变。",
    "invalid-network": "这个网络搭不起来，原来的网络保持不变。",
    diverged: "训练发散了：数值增长得过大，可能是学习率太大。请重置后重新开始。",
    engine: "WebAssembly 无法启动。请刷新页面重试；如果还是不行，请使用新版的 Chrome、Firefox 或 Safari。",
    worker: "训练线程停止了。请刷新页面重新开始。",
    part: "页面有一部分未能加载。请刷新页面重试。",
    unexpected: "出现了意外的错误。请重置或刷新页面。",
  },

  networkProblem: ({ layer, code, details }) => {
    const at = layer === "input" ? "输入" : layer === "network" ? "网络" : layer;
    const from = "previous" in details && details.previous !== undefined ? ` ${details.previous} ` : "输入";
    switch (code) {
      case "out-of-range":
        return `${spaced(at).trimStart()}的${nameIn(setup.numbers, details.setting)}是 ${details.value}，应在 ${details.least} 到 ${details.most} 之间。`;
      case "no-contrast":
        return `${at}：背景和笔迹都是 ${details.value}，这样看不见数字，请取两个不同的值。`;
      case "no-layers":
        return `${at}还没有层；请以 ${details.classes} 个单元的全连接层结尾。`;
      case "too-many-layers":
        return `${at}有 ${details.count} 层，最多只能显示 ${details.most} 层。`;
      case "too-many-outputs":
        return `${at}：到这里共有 ${details.count} 个值（含填充），最多只能保存 ${details.most} 个。请减少卷积核、单元或填充。`;
      case "too-many-products":
        return `${at}：到这里每个数字要做 ${details.count} 次乘法，最多只能算 ${details.most} 次。请减少卷积核、缩小卷积核或加大步长。`;
      case "too-many-parameters":
        return `${at}：参数有 ${details.count} 个，最多只能训练 ${details.most} 个。请减少卷积核或单元。`;
      case "bad-name":
        return `“${details.name}”不能作层名；请用 1 到 ${details.most} 个 a 到 z 的字母、数字、- 或 _。`;
      case "reserved-name":
        return `“${details.name}”不能作层名：输入图像或概率已用此名，请另取一个。`;
      case "same-name":
        return `${at}：有两层同名，请各取各的名字。`;
      case "wrong-end":
        return `${at} 是最后一层，应输出 ${details.classes} 个数，0 到 9 各一个；现在输出 ${details.shape.join(" × ")}。`;
      case "needs-line":
        return `${at} 的输入应为一维向量，而${from}给出的是特征图；请在它前面加一个展平层。`;
      case "needs-maps":
        return `${at} 的输入应为特征图，而${from}给出的是 ${details.units} 个数的一维向量；请把它放到展平层之前。`;
      case "kernel-too-large":
        return `${at}：${details.kernel}×${details.kernel} 的卷积核放不进${from}的 ${details.height}×${details.width} 图；请改为 ${details.fits}，或把填充设为 ${details.padding}。`;
      case "window-too-large":
        return `${at}：${details.size}×${details.size} 的窗口放不进${from}的 ${details.height}×${details.width} 图；请改为 ${details.fits}。`;
      case "table-rows":
        return `${at}：连接表有 ${details.rows} 行，应有 ${details.filters} 行，每个卷积核一行。`;
      case "table-columns":
        return `${at}：连接表第 ${details.row} 行有 ${details.columns} 列，应有 ${details.maps} 列，${from.trimStart()}的每张图一列。`;
      case "table-value":
        return `${at}：连接表第 ${details.row} 行第 ${details.column} 列是 ${details.value}；1 表示连接，0 表示不连接。`;
      case "filter-reads-nothing":
        return `${at}：第 ${details.filter} 个卷积核没有连接任何图；请至少连接一张，或减少一个卷积核。`;
      case "code-length":
        return `${at} 要把 ${details.expected} 个数与 ${details.height}×${details.width} 的点阵比较，而${from}给出 ${details.inputs} 个；请在它前面加一个 ${details.expected} 个单元的全连接层。`;
      case "not-last":
        return `${at}：它的距离就是网络的答案，请把它放在最后。`;
      case "no-room-for-digit":
        return `${at}：${details.channels}×${details.height}×${details.width} 放不下一个数字；请用 1 个通道，至少 ${details.least}×${details.least}。`;
    }
  },

  inspect: {
    name: "计算详情",
    hint: "指向或轻触上图中的任意一格：这里会说明它的值是怎样算出来的，并在前面每一层框出它的感受野，用虚线框出后面由它算出的部分。点击可以固定它，看它在训练中怎样变化。",
    keys: "方向键逐格移动，Page Up 和 Page Down 换特征图，Home 和 End 到行首行尾。回车或空格固定，Esc 取消。",
    theInput: "输入",
    why: (value) => `这一格为什么是 ${value}？`,
    at: (layer, place) => `${layer}，${place}`,
    cell: (map, row, column) => `第 ${map} 张图，第 ${row} 行，第 ${column} 列`,
    map: (map) => `第 ${map} 张图`,
    unit: (unit) => `第 ${unit} 个单元`,
    digit: (digit) => `数字 ${digit}`,
    spoken: (place, value) => `${place}：${value}`,
    spokenPinned: (place) => `已固定：${place}`,
    gradient: (value) => `梯度 ${value}`,
    pin: "固定",
    unpin: "取消固定",
    click: "点击看它怎样算出来。",
    slide: "滑动",
    slideHint: "让窗口在整张图上逐格滑过",
    stopSliding: "停下",
    close: "关闭",
    history: (min, max) => `固定以来的变化：${min} 到 ${max}`,
    since: "固定以来",
    patch: (from, map) => `${spaced(from).trimStart()}第 ${map} 张图`,
    kernel: "卷积核",
    productsSum: (sum) => `乘积（总和 ${sum}）`,
    paddingZero: "填充的 0",
    reads: (from, maps, side) =>
      `在 ${from} 的 ${maps} 张图上各取一块 ${side}×${side}，与卷积核的对应通道逐元素相乘，再把所有乘积相加。`,
    readsOne: (from, side) => `取${spaced(from)}的一块 ${side}×${side}，与卷积核逐元素相乘，再把乘积相加。`,
    pick: (map) => `显示第 ${map} 张图的数值`,
    sum: "总和",
    bias: "偏置",
    total: "合计",
    weights: "权重",
    contributions: (count, from) => `${from} 的全部 ${count} 个值各乘以自己的权重，再把乘积相加。`,
    largestProducts: "贡献最大的十个乘积：",
    others: (count) => `其余 ${count} 个`,
    largest: (from, place) => `${spaced(from).trimStart()}的这个窗口里最大的值胜出：${place}。`,
    mean: (from) => `${spaced(from).trimStart()}的这个窗口的平均值：`,
    scaled: (from) => `${spaced(from).trimStart()}的这个窗口求和，乘以该图的系数，再加偏置：`,
    coefficient: "系数",
    distance: (from, digit) =>
      `${from} 的 84 个值与数字 ${digit} 的编码（由 ±1 组成的点阵）相差多远：逐个求差、平方、相加。距离最小的就是答案。`,
    values: (from) => `${from}，排成点阵`,
    code: (digit) => `数字 ${digit} 的编码`,
    squares: "差的平方",
    function: (name, from) => `对${spaced(from)}的同一格取${spaced(name).trimEnd()}：`,
    copy: (from, place) => `直接取${spaced(from)}${place}的值，不作改变：特征图展平成一条线。`,
    quotient: (from, greatest) =>
      `${from} 为每个数字输出一个 logit，记作 z。每个 z 减去其中最大的（${greatest}）后作为 e 的指数；各项在总和中所占的比例，就是各个数字的概率。`,
    quotientOfDistances: (from, greatest) =>
      `${from} 的每个距离取负号得到 z。每个 z 减去其中最大的（${greatest}）后作为 e 的指数；各项在总和中所占的比例，就是各个数字的概率。`,
    logit: "z",
  },

  inside,
  setup,
  linkProblem,
  settingProblem,

  confusion: {
    title: "混淆矩阵：哪些数字容易混淆",
    hint: (count, percent) =>
      `最近一次测试：${count} 个数字，准确率 ${percent}%。行是真实数字，列是网络的回答；点开一格，就能看到其中的数字。`,
    axes: "行为真实数字，列为网络的回答",
    label: "真实",
    answer: "回答",
    cell: (label, answer, count) => `${label} 被答成 ${answer}：${count} 个`,
  },
};
