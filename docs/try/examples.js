// What to try: pages with mistakes to find, and networks to look at.

import { made } from "./elements.js";
import { language, onLanguage } from "./language.js";

// Fill a list to choose from, in the language of the page; what is chosen is given to `use`.
export function choices(list, examples, use) {
  const options = examples.map((_, nth) => made("option", { value: nth }));
  const label = () => options.forEach((option, nth) => { option.textContent = examples[nth].name[language()]; });
  label();
  onLanguage(label);
  list.append(...options);
  list.addEventListener("change", () => {
    if (list.value !== "") use(examples[list.value]);
    list.value = "";
  });
}

export const PAGES = [
  {
    name: { en: "e = (a+b)·(b+1): find the mistake", zh: "e = (a+b)·(b+1)：找出错误" },
    text: `# A sum times a sum

Let $a = 2$ and $b = 1$.

$c = a + b = 2 + 1 = 3$, $d = b + 1 = 1 + 1 = 2$, and $e = c \\cdot d = 3 \\cdot 2 = 6$.

Backwards, $\\frac{\\partial e}{\\partial c} = d = 2$ and $\\frac{\\partial e}{\\partial d} = c = 3$, so

$\\frac{\\partial e}{\\partial a} = \\frac{\\partial e}{\\partial c} = 2$

$\\frac{\\partial e}{\\partial b} = \\frac{\\partial e}{\\partial c} + \\frac{\\partial e}{\\partial d} = 2 + 3 = 6$
`,
  },
  {
    name: { en: "One neuron, right", zh: "一个神经元，全对" },
    text: `# One neuron

$x = 0.5$, $w = 2$, $b = 1$, the target is $y = 1$.

$z = w x + b = 2 \\times 0.5 + 1 = 2$, so $a = \\sigma(z) = 0.8808$.

With the cross-entropy as loss,

$\\frac{\\partial L}{\\partial z} = a - y = 0.8808 - 1 = -0.1192$

$\\frac{\\partial L}{\\partial w} = \\frac{\\partial L}{\\partial z} \\cdot x = -0.1192 \\times 0.5 = -0.0596$

One step with the learning rate $0.1$:

$w' = w - 0.1 \\cdot \\frac{\\partial L}{\\partial w} = 2 - 0.1 \\times (-0.0596) = 1.99404$
`,
  },
  {
    name: { en: "The 0.5/0.8 network", zh: "0.5/0.8 网络" },
    text: `# Two inputs, two hidden neurons, one output

x1 = 0.5, x2 = 0.8, y = 1

Wca = 0.1, Wcb = 0.7, Wda = 0.3, Wdb = 0.2, Wec = 0.4, Wed = 0.6

hc = Wca*x1 + Wcb*x2 = 0.1*0.5 + 0.7*0.8 = 0.61
hd = Wda*x1 + Wdb*x2 = 0.3*0.5 + 0.2*0.8 = 0.31
Oc = sigmoid(hc) = 0.6479
Od = sigmoid(hd) = 0.5769
he = Wec*Oc + Wed*Od = 0.4*0.6479 + 0.6*0.5769 = 0.6053
Oe = sigmoid(he) = 0.6469
L = (Oe - y)²/2 = (0.6469 - 1)²/2 = 0.0623

∂L/∂Oe = Oe - y = 0.6469 - 1 = -0.3531
∂L/∂he = ∂L/∂Oe · Oe(1 - Oe) = -0.3531 · 0.6469 · 0.3531 = -0.0807
∂L/∂Wec = ∂L/∂he · Oc = -0.0807 · 0.6479 = -0.0523
∂L/∂Wed = ∂L/∂he · Od = -0.0807 · 0.5769 = -0.0466
`,
  },
];

const network = (formula, inputs) => ({ formula, inputs });

export const FORMULAS = [
  { name: { en: "e = (a+b)·(b+1)", zh: "e = (a+b)·(b+1)" }, ...network("c = a + b\nd = b + 1\ne = c * d", { a: "2", b: "1" }) },
  {
    name: { en: "One mistake to find: ∂e/∂b", zh: "找出一处错误：∂e/∂b" },
    ...network("c = a + b\nd = b + 1\ne = c * d", { a: "2", b: "1" }),
    claims: { "value:e": "6", a: "2", b: "2" },
  },
  {
    name: { en: "A sigmoid neuron", zh: "一个 sigmoid 神经元" },
    ...network("f = 1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))", { w0: "2", x0: "-1", w1: "-3", x1: "-2", w2: "-3" }),
  },
  {
    name: { en: "The 0.5/0.8 network", zh: "0.5/0.8 网络" },
    ...network("hc = Wca*x1 + Wcb*x2\nhd = Wda*x1 + Wdb*x2\nOc = sigmoid(hc)\nOd = sigmoid(hd)\nhe = Wec*Oc + Wed*Od\nOe = sigmoid(he)\nL = (Oe - y)**2 / 2",
      { x1: "0.5", x2: "0.8", y: "1", Wca: "0.1", Wcb: "0.7", Wda: "0.3", Wdb: "0.2", Wec: "0.4", Wed: "0.6" }),
  },
  {
    name: { en: "Three inputs, two outputs, shared biases", zh: "三个输入、两个输出、共用偏置" },
    ...network("zh1 = w1*x1 + w3*x2 + w5*x3 + b1\nzh2 = w2*x1 + w4*x2 + w6*x3 + b1\nh1 = sigmoid(zh1)\nh2 = sigmoid(zh2)\nzo1 = w7*h1 + w9*h2 + b2\nzo2 = w8*h1 + w10*h2 + b2\no1 = sigmoid(zo1)\no2 = sigmoid(zo2)\nE = ((o1 - t1)**2 + (o2 - t2)**2) / 2",
      { x1: "1", x2: "4", x3: "5", t1: "0.1", t2: "0.05", w1: "0.1", w2: "0.2", w3: "0.3", w4: "0.4", w5: "0.5", w6: "0.6", w7: "0.7", w8: "0.8", w9: "0.9", w10: "0.1", b1: "0.5", b2: "0.5" }),
  },
  {
    name: { en: "A 2-2-2 network with biases", zh: "带偏置的 2-2-2 网络" },
    ...network("net1 = w1*i1 + w2*i2 + b1\nh1 = sigmoid(net1)\nnet2 = w3*i1 + w4*i2 + b1\nh2 = sigmoid(net2)\nnet3 = w5*h1 + w6*h2 + b2\no1 = sigmoid(net3)\nnet4 = w7*h1 + w8*h2 + b2\no2 = sigmoid(net4)\nE1 = (t1 - o1)**2 / 2\nE2 = (t2 - o2)**2 / 2\nE = E1 + E2",
      { i1: "0.05", i2: "0.1", w1: "0.15", w2: "0.2", w3: "0.25", w4: "0.3", b1: "0.35", w5: "0.4", w6: "0.45", w7: "0.5", w8: "0.55", b2: "0.6", t1: "0.01", t2: "0.99" }),
  },
  {
    name: { en: "Softmax and cross-entropy", zh: "Softmax 与交叉熵" },
    ...network("e1 = exp(z1)\ne2 = exp(z2)\ne3 = exp(z3)\ns = e1 + e2 + e3\np1 = e1/s\np2 = e2/s\np3 = e3/s\nL = -(y1*log(p1) + y2*log(p2) + y3*log(p3))",
      { z1: "1", z2: "2", z3: "0.5", y1: "0", y2: "1", y3: "0" }),
  },
  {
    name: { en: "Two steps of a recurrence", zh: "循环网络的两步" },
    ...network("h1 = tanh(w*h0 + u*x1 + b)\nh2 = tanh(w*h1 + u*x2 + b)\nL = (h2 - y)**2", { w: "0.5", u: "0.8", b: "0.1", h0: "0.2", x1: "1", x2: "-0.5", y: "0.3" }),
  },
  { name: { en: "The sine of a cube", zh: "立方的正弦" }, ...network("f = sin(x³ + 5)", { x: "1" }) },
];
