import type { Messages } from ".";

/** 深入内部，简体中文。 */
export const inside: Messages["inside"] = {
  shows: "特征图显示",
  values: "数值",
  gradients: "梯度",
  gradientsHint:
    "梯度：每个数变动一点，损失会怎样变。绿色：它增大则损失增大；紫色：它增大则损失减小。卷积核上显示的是最近一批的梯度。",
  ownAnswer: "手写的数字没有标签，这里的梯度把网络自己的回答当作正确答案来计算。",
  scale: "颜色标尺",
  scales: { map: "按单张图", layer: "按层", network: "按整个网络" },
  weightsOf: (layer) => `${layer} 的权重`,

  weight: {
    kernel: (layer, out, from, row, column) =>
      `${layer} 第 ${out} 个卷积核，对应第 ${from} 张输入图，第 ${row} 行，第 ${column} 列`,
    bias: (layer, out) => `${layer}，第 ${out} 个偏置`,
    between: (layer, from, to) => `${layer}，从第 ${from} 个输入到第 ${to} 个单元的权重`,
    pick: "这个卷积核的权重",
    ofUnit: "这个单元的权重",
    follow: "在后面的训练中跟踪这个数",
    hint: "点击一个权重，就能在训练中跟踪它。",
    noGradient: "还没有梯度：请先训练一步。",
    keys: "方向键逐个权重移动，Page Up 和 Page Down 换一张图。回车或空格在训练中跟踪这个权重。",
  },

  update: {
    title: "这个权重怎样更新",
    leave: "停止跟踪",
    waiting: "训练一步，这里就会写出它怎样变化。现在：",
    momentum: "速度 v 先乘以动量 m，再加上这一批的梯度 g；然后权重 w 减去 r × v（r 是学习率）。",
    adam: "Adam 记着两个滑动平均：一阶矩 m 是梯度 g 的平均，二阶矩 v 是梯度平方的平均；β₁、β₂ 是各自保留的比例。两者都从 0 起步，开头几步偏小，由 r̂ 和 c 校正（t 是步数）。权重 w 逆着 m 移动，移动量再除以 v 的平方根；ε 只是防止除以零。",
    averages: "网络作答用的、卷积核图中显示的，都是滑动平均 w̄；它每一步向 w 靠近，移动量是两者之差的 s 倍。",
    decays: "此外，权重衰减 d 会让权重本身缩小一点。",
    scheduled: (step, rate) => `第 ${step} 步，学习率调度给出的学习率 r 是 ${rate}。`,
    lines: {
      velocity: "速度 v",
      mean: "一阶矩 m",
      square: "二阶矩 v",
      size: "m 的偏差校正",
      spread: "v 的偏差校正",
      decay: "权重衰减 d",
      value: "权重 w",
      average: "w 的滑动平均 w̄",
    },
    exact: "每个数都是机器里的原值：照着算，得到的新权重一位不差。",
  },

  past: {
    name: "回看",
    ofNow: "（现在）",
    hint: "这次训练中较早时刻的特征图、卷积核和答案。训练不受影响。",
    noGradient: "那一步的梯度没有保存。",
    now: "现在",
    after: (step) => `训练 ${step} 步后`,
    seen: (step) => `训练 ${step} 步后的网络`,
    leave: "回到现在",
  },

  slow: {
    name: "慢动作",
    playing: "慢动作播放中。",
    enter: "慢动作",
    enterHint: "把训练的一步拆成阶段，一层一层地看",
    leave: "退出慢动作",
    previous: "上一阶段",
    next: "下一阶段",
    play: "播放",
    pause: "暂停",
    speed: "速度",
    perSecond: (stages) => `每秒 ${stages} 个阶段`,
    fullSpeed: "全速",
    place: (step, place, stages) => `第 ${step} 步，阶段 ${place} / ${stages}`,
    waiting: "正在等待下一批数据。",
    batch: (count) =>
      count === "1"
        ? "一个批次：1 个训练数字。图中显示它的前向传播，这一步也只从它学习。"
        : `一个批次：${count} 个训练数字。图中只显示其中一个的前向传播，这一步则从全部数字中学习。`,
    changed: "真正训练这一步时，每个数字还会先随机变形一点。",
    forward: (layer, how) => `前向传播到 ${layer}：${how}`,
    how: {
      conv: "每个卷积核在前一层的图上滑动，窗口里的数与卷积核逐个相乘，加起来再加偏置，就是一个格子的值。",
      max: "每个窗口只留下最大的值。",
      average: "每个窗口取平均值。",
      trainable: "每个窗口求和，乘以这张图的系数，再加偏置。",
      activation: "每个值分别代入同一个激活函数。",
      flatten: "把特征图的值排成一行，不做计算。",
      linear: "每个单元把全部输入乘以自己的权重，加起来，再加偏置。",
      rbf: "每个单元算出这些值离自己数字的编码有多远。",
      softmax: "十个值变成概率，加起来等于 1。",
    },
    loss: (loss, mean, percent) =>
      percent === undefined
        ? `损失：到标签编码的距离；如果离别的编码也很近，损失还会更大。这个数字的损失是 ${loss}，整批的平均值是 ${mean}。`
        : `损失：交叉熵。这个数字的正确标签得到的概率 p 是 ${percent}%，损失就是 −ln p = ${loss}；整批的平均值是 ${mean}。`,
    backward: (layer) =>
      `反向传播：损失的梯度传回了 ${layer}，它表示每个数增大一点时，损失会怎样变：绿色的数增大，损失就增大；紫色的增大，损失就减小。`,
    update: "更新：优化器根据整批梯度的平均值，把每个权重和偏置都挪动了一点。",
    after: (before, after) => `这个数字的损失：更新前 ${before}，更新后 ${after}；这一步要减小的是整批的平均损失。`,
    running: "训练正在全速进行。放慢或暂停，下一步就会在这里讲解。",
    picture: (place, label, answer, loss) =>
      `批次中的第 ${place} 个：标签 ${label}${loss === undefined ? "" : `，回答 ${answer}，损失 ${loss}`}`,
  },

  spread: {
    title: "数值的分布",
    hint: "每一层对当前数字的输出，以及每一层的权重，画成直方图；它们随训练变化。柱高按个数的平方根画，少见的值也看得见。",
    saturation: "sigmoid 的输出小于 0.05 或大于 0.95 叫饱和，曲线在那里几乎是平的。",
    activations: "输出",
    weights: "权重",
    label: (layer, low, high) => `${layer}：直方图，从 ${low} 到 ${high}`,
    saturated: (percent) => `饱和 ${percent}%`,
    slope: (slope) => `平均斜率 ${slope}`,
    storyTitle: "连着两次 sigmoid",
    story: (layer, pool, outputs, product) =>
      `sigmoid 的两端是平的：输出小于 0.05 或大于 0.95 时，几乎没有梯度能传回去，这就叫饱和。而且它处处都不陡：斜率 y (1 − y) 最大只有 0.25。这个网络把两个 sigmoid 连着用：${layer} 之后一次，${pool} 之后又一次。第二个 sigmoid 的输入都在 0 和 1 之间，输出就挤在 0.50 到 0.73 之间（现在是 ${outputs}）：没有一个饱和，但传回来的每个梯度都要乘上这两个斜率，此刻平均约为 ${product}，最多也不过 0.0625。所以损失会在 2.3 附近停上几千步，${layer} 才开始学到东西。`,
    without: (second) => `去掉 ${second}，重新训练`,
  },

  table: {
    open: "数值表",
    openHint: "把一张特征图的数值列成表",
    title: (map) => `数值表：${map}`,
    layer: "层",
    map: "特征图",
    row: "行",
    column: "列",
    unit: "单元",
    value: "数值",
    gradient: "梯度",
    values: "数值。",
    gradients: "梯度。",
    asOf: (step) => `取自打开表格的那一刻，共训练了 ${step} 步。`,
    close: "关闭",
    scroll: "表格，可滚动",
  },

  gallery: {
    mistakes: (count) => `全部错误：${count} 个`,
    cell: (label, answer, count) => `${label} 被答成 ${answer}：${count} 个`,
    right: (label, count) => `${label} 答对的：${count} 个`,
    hint: "来自最近一次测试，概率最高的排在前面。点击一个数字，就在上方观察它。",
    all: "全部错误",
    none: "一个也没有。",
    item: (index, label, answer, percent) =>
      `测试数字 ${index}：标签 ${label}，答成 ${answer}，概率 ${percent}%。观察它。`,
    range: (from, to) => `第 ${from} 到 ${to} 个`,
    previous: "上一页",
    next: "下一页",
  },

  tour: { open: "导览", hint: "十站导览" },
  watchedTraining: (index) => `训练数字 ${index}`,
};
