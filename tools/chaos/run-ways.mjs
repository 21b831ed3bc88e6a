// How runs are started and whether they are left to go on: drawn from a seed, where a part asks for more than plain ones.

/** What becomes of the transaction in which a host starts a run. */
const fates = [
  ...Array.from({ length: 4 }, () => 'commits'),
  'rollsBack',
  'diesBefore',
  'diesAfter',
  'diesInCommit',
];

/**
 * @param mixed - False leaves every run `plain`.
 * @returns `way`: `plain`, `cancel` (the host cancels it) or `transaction` (the host starts it in one); then also its `fate`.
 */
export function drawWay(random, mixed) {
  if (!mixed) return { way: 'plain', fate: null };
  const way = random.pick(['plain', 'plain', 'cancel', 'transaction']);
  return { way, fate: way === 'transaction' ? random.pick(fates) : null };
}
