// Stands between workers and PostgreSQL and cuts connections at the worst moment: after the server has done what was asked,
// before the answer is heard; or before the question has arrived.
import { connect, createServer } from 'node:net';

/** @returns `port`, `cut` (asks for one more cut) and `stop`; `onCut` is told the kind and the client's port. */
export async function startCuttingProxy(serverPort, onCut) {
  const open = new Set();
  let wanted = [];

  const accept = (client) => {
    const server = connect({ host: '127.0.0.1', port: serverPort });
    let doomed;
    const end = () => {
      client.destroy();
      server.destroy();
      open.delete(end);
    };
    open.add(end);
    const cutNow = () => {
      onCut(doomed.kind, client.remotePort);
      end();
    };
    client.on('data', (data) => {
      if (doomed === undefined && wanted.length > 0) {
        const said = data.toString('latin1');
        const at = wanted.findIndex(({ about }) => said.includes(about));
        if (at >= 0) [doomed] = wanted.splice(at, 1);
      }
      if (doomed?.kind === 'question') return cutNow();
      server.write(data);
    });
    server.on('data', (data) => {
      if (doomed === undefined) client.write(data);
      else cutNow();
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
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
    stop() {
      wanted = [];
      proxy.close();
      for (const end of open) end();
    },
  };
}
