// What the page of the bench can do; bench/groups/canvas.mjs calls it from outside.
import { createRoot } from 'react-dom/client';
import { openFlowgraft } from './flowgraft.mjs';
import { openPlain } from './plain.mjs';

const contestants = { flowgraft: openFlowgraft, xyflow: openPlain };
const place = document.querySelector('#place');
let shown;

async function mount(contestant, count) {
  const { element, ...rest } = await contestants[contestant](count);
  const start = performance.now();
  const root = createRoot(place);
  root.render(element);
  await until(() => document.querySelector('.react-flow__node [data-card]') !== null);
  await nextFrame();
  const ms = performance.now() - start;
  shown = { root, ...rest };
  return { ms, elements: document.querySelectorAll('*').length };
}

function unmount() {
  shown.root.unmount();
  shown.close?.();
  shown = undefined;
}

/** The time between frames, until `stop` is called. */
function watchFrames() {
  const gaps = [];
  let last = performance.now();
  let isOver = false;
  const step = () => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (!isOver) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return () => {
    isOver = true;
    return gaps.slice(1);
  };
}

let stopWatching;

globalThis.bench = {
  mount,
  unmount,
  startWatching() {
    stopWatching = watchFrames();
    shown.renders.count = 0;
  },
  stopWatching: () => ({ gaps: stopWatching(), renders: shown.renders.count }),
  /** 60 batches of 50 nodes a second. @returns how many events there were. */
  async send(seconds) {
    const end = performance.now() + seconds * 1_000;
    let sent = 0;
    let batch = 0;
    while (performance.now() < end) {
      shown.sendStatus(batch, 50);
      sent += 50;
      batch += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_000 / 60));
    }
    return sent;
  },
};

async function until(holds) {
  while (!holds()) await nextFrame();
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
