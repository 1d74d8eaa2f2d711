// Python as the page sees it: `ask` it something, `stop` it, and watch it load. It runs in worker.js.

// A question that takes longer is given up: so long nobody waits, and nothing that was written by hand takes so long.
const PATIENCE = 60000;

export class Stopped extends Error {}

export class Engine {
  // Python is loaded once `after` is resolved; what is asked before waits. `onLoading` hears of { loaded, size },
  // `onReady` of { version }; `onFailed` why Python is not to be had.
  constructor({ after, onLoading, onReady, onFailed }) {
    Object.assign(this, { onLoading, onReady, onFailed, waiting: new Map(), last: 0, ready: false });
    after.then(() => this.#start());
  }

  #start() {
    this.ready = false;
    this.worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.#heard(data);
    this.worker.onerror = (event) => { event.preventDefault(); this.onFailed(event.message ?? ""); };
    for (const [id, { question }] of this.waiting) this.worker.postMessage({ id, question });
  }

  #heard(data) {
    if ("loaded" in data) this.onLoading(data);
    else if ("ready" in data) {
      this.ready = true;
      for (const { begin } of this.waiting.values()) begin();
      this.onReady(data.ready);
    } else if ("id" in data) {
      const waiting = this.waiting.get(data.id);
      if (!waiting) return;
      this.waiting.delete(data.id);
      clearTimeout(waiting.timer);
      if ("failed" in data) {
        waiting.refuse(new Error("broken"));
        this.stop();
      } else waiting.accept(data.answer);
    } else this.onFailed(data.failed);
  }

  // The answer to a question. Rejects with Stopped where a user, or the clock, has ended it.
  ask(question) {
    const id = ++this.last;
    return new Promise((accept, refuse) => {
      const begin = () => { this.waiting.get(id).timer ??= setTimeout(() => this.stop("late"), PATIENCE); };
      this.waiting.set(id, { question, accept, refuse, begin, timer: undefined });
      if (this.ready) begin();
      this.worker?.postMessage({ id, question });
    });
  }

  // End whatever runs: Python cannot be interrupted from outside, so it is started anew.
  stop(reason = "stopped") {
    const ended = [...this.waiting.values()];
    this.waiting.clear();
    if (this.worker) {
      this.worker.terminate();
      this.#start();
    }
    for (const { refuse, timer } of ended) {
      clearTimeout(timer);
      refuse(new Stopped(reason));
    }
  }
}
