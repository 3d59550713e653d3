/** Single keys of a terminal while a command goes on. Where stdin is none, nothing is read and nothing is changed. */

export interface Keys {
  /** Whether there is a terminal to hear. */
  readonly areHeard: boolean;
  readonly close: () => void;
}

const CTRL_C = '\u0003';

/** Keys without an action are ignored. In raw mode the terminal no longer makes a signal of Ctrl-C, so it is made here. */
export function listenToKeys(actions: Readonly<Record<string, () => void>>): Keys {
  const { stdin } = process;
  if (stdin.isTTY !== true) return { areHeard: false, close: () => undefined };
  const onData = (data: Buffer): void => {
    for (const key of data.toString('utf8')) {
      if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
      else if (Object.hasOwn(actions, key)) actions[key]();
    }
  };
  stdin.setRawMode(true).on('data', onData).resume();
  return { areHeard: true, close: () => void stdin.off('data', onData).setRawMode(false).pause() };
}
