// BullMQ: a flow of ten jobs, each the parent of the one before it, so that they run one after another; each reads
// its child's result. Flows that are added in the same moment are joined into one call.
import { FlowProducer, Queue, Worker } from 'bullmq';
import { durableCases } from '../../harness/durable-cases.mjs';
import { onRedis } from '../../harness/redis-database.mjs';
import { gather } from '../gather.mjs';
import { endings, tinyStep } from '../tiny-step.mjs';
import { Redis } from './driver.mjs';

const queueName = 'step';

/** The last step is the root; its child is the step before it. */
function flowOf(run, steps) {
  let flow;
  for (let index = 0; index < steps; index += 1) {
    const children = flow === undefined ? undefined : [flow];
    flow = { name: 'step', queueName, data: { run, index, n: run }, children };
  }
  return flow;
}

async function open(url, { lanes, steps, onFirstStep }) {
  const connect = () => new Redis(url, { maxRetriesPerRequest: null });
  const connections = [connect(), connect()];
  const [forWorker, forFlows] = connections;
  const ends = endings();
  const work = async (job) => {
    const { run, index } = job.data;
    if (index === 0) {
      onFirstStep(run);
      return tinyStep({ n: job.data.n });
    }
    const [before] = Object.values(await job.getChildrenValues());
    return tinyStep(before);
  };
  const worker = new Worker(queueName, work, { connection: forWorker, concurrency: lanes });
  worker.on('error', () => {}); // told again by the run that never ends
  worker.on('completed', (job, output) => {
    if (job.data.index === steps - 1) ends.tell(job.data.run, output);
  });
  const flows = new FlowProducer({ connection: forFlows });
  const queue = new Queue(queueName, { connection: forFlows });
  await worker.waitUntilReady();
  const add = gather((many) => flows.addBulk(many));
  return {
    async run(n) {
      const ended = ends.of(n);
      await add(flowOf(n, steps));
      return ended;
    },
    start: (n) => flows.add(flowOf(n, steps)),
    async verify(runs) {
      const count = await queue.getCompletedCount();
      if (count !== runs * steps) throw new Error(`${count} jobs completed for ${runs} runs`);
    },
    async close() {
      await worker.close();
      await queue.close();
      await flows.close();
      await Promise.all(connections.map((connection) => connection.quit()));
    },
  };
}

export const cases = durableCases({ open, wrap: onRedis, amounts: { c200: 1500 } });
