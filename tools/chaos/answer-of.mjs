// Waits for a process to answer.

/** What a process says about that run; `undefined` when it ends before. */
export function answerOf(child, id) {
  return new Promise((resolve) => {
    const listen = (message) => {
      if (message.id === id) settle(message);
    };
    const settle = (answer) => {
      child.off('message', listen).off('exit', leave);
      resolve(answer);
    };
    const leave = () => settle();
    child.on('message', listen).on('exit', leave);
    if (child.exitCode !== null || child.signalCode !== null) leave();
  });
}
