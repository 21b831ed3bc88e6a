/** Does `count` things one after another in each of `lanes` lanes at once: that many are in flight. */
export async function inLanes(lanes, count, one) {
  let next = 0;
  const lane = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
