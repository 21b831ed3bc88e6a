// Stands between workers and PostgreSQL and cuts connections at the worst moment: after the server has done what was asked,
// before the answer is heard; or before the question has arrived. Can also keep a question back, and let it arrive late.
import { connect, createServer } from 'node:net';

/** Which process opened a connection, as its first message says. */
const opener = /application_name\0([\w-]+)\0/;
/** The function of the database that a question calls: by its text, or by the name under which the statement is kept. */
const called = /flowgraft"?\."?(\w+)(?:"\(|\0)/;

/** @returns `port`, `cut`, `hold` and `stop`; `onCut` is told the kind and the function that was called, if any. */
export async function startCuttingProxy(serverPort, onCut) {
  const open = new Set();
  /** What shall be met: cuts, and questions to be kept back. */
  let wanted = [];
  const take = (said) => {
    const at = wanted.findIndex(({ about }) => said.includes(about));
    return at < 0 ? undefined : wanted.splice(at, 1)[0];
  };
  const accept = (client) => {
    const server = connect({ host: '127.0.0.1', port: serverPort });
    const end = () => {
      client.destroy();
      server.destroy();
      open.delete(end);
    };
    open.add(end);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    const cut = (kind, hit) => {
      onCut(kind, hit);
      end();
    };
    pass(client, server, { isWanted: () => wanted.length > 0, take, cut });
  };
  const proxy = createServer(accept);
  await new Promise((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: proxy.address().port,
    /** @param cut - `kind`: lose the `answer` or the `question`; `about`: a text of the query that it shall hit. */
    cut: (cut) => wanted.push(cut),
    /**
     * Keeps the next question back that holds that text, and all that its connection says after it.
     *
     * @returns the `life` that asks, what is `hit`, and `release`; `undefined` when nobody asks within that time.
     */
    hold: (about, withinMs) =>
      new Promise((resolve) => {
        const hold = { kind: 'late', about, found: resolve };
        wanted.push(hold);
        setTimeout(() => {
          wanted = wanted.filter((each) => each !== hold);
          resolve();
        }, withinMs);
      }),
    stop() {
      wanted = [];
      proxy.close();
      for (const end of open) end();
    },
  };
}

/** Lets what is said through in both directions, until the connection says what is wanted. */
function pass(client, server, { isWanted, take, cut }) {
  let life;
  let met;
  let hit = null;
  /** What the client has said since a question was kept back. */
  let held;
  const release = () => {
    for (const data of held) server.write(data);
    met = held = undefined;
  };
  const meet = (said) => {
    met = take(said);
    if (met === undefined) return;
    hit = called.exec(said)?.[1] ?? null;
    if (met.kind !== 'late') return;
    held = [];
    met.found({ life, hit, release });
  };
  client.on('data', (data) => {
    if (life === undefined || (met === undefined && isWanted())) {
      const said = data.toString('latin1');
      life ??= opener.exec(said)?.[1] ?? null;
      if (met === undefined) meet(said);
    }
    if (held !== undefined) held.push(data);
    else if (met?.kind === 'question') cut(met.kind, hit);
    else server.write(data);
  });
  server.on('data', (data) => {
    if (met?.kind === 'answer') cut(met.kind, hit);
    else client.write(data);
  });
}
